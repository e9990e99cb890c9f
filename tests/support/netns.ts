/**
 * Network namespaces for tests, made and removed by the test itself: real hosts on a real
 * segment, and not one packet outside.
 *
 * - `segment(n)`: `n` hosts with `eth0`, 10.77.0.1 to 10.77.0.n (and fd77::1 to fd77::n), joined by
 *   a bridge that lives in a namespace of its own. Multicast and broadcast go over `eth0`.
 * - `loneHost()`: one host with nothing but loopback, where multicast goes over `lo`.
 *
 * A host runs programs (`run` waits for the end, `spawn` follows the output), and takes its
 * interface down, up, away and back. Everything is disposable: leaving the block kills what
 * was started in the namespaces, and nothing else, and removes them, also after a failure.
 *
 * ```ts
 * Deno.test({ name: "two hosts hear each other", ignore: needs("ip") }, async () => {
 *   await using lan = await segment(2);
 *   const [a, b] = lan.hosts;
 *   await using listener = b.spawn(["deno", "run", "--allow-net", "listener.ts"]);
 *   await listener.waitFor(/^ready/);
 *   await a.run(["ping", "-c", "1", b.address]);
 * });
 * ```
 *
 * Needs `ip` (iproute2) and root. A test runner killed by SIGKILL leaves namespaces behind: their names start
 * with `rookery-` and the runner's process id (`ip netns list`, `ip netns delete`).
 *
 * @module
 */

import { RunningProcess, type SpawnOptions } from "./netns_process.ts";

export { RunningProcess, type SpawnOptions } from "./netns_process.ts";

/** More hosts would need more than the last byte of an address; no test needs so many. */
const HOSTS_MAX = 250;

/** A network namespace: a host of its own. */
export class Host implements AsyncDisposable {
  /** Name as `ip netns` knows it. */
  readonly name: string;
  /** Its IPv4 address. */
  readonly address: string;
  readonly #started: RunningProcess[] = [];

  /** Use `segment` or `loneHost`. */
  constructor(name: string, address: string) {
    this.name = name;
    this.address = address;
  }

  /** Runs a program to its end; returns what it printed, throws when it fails. */
  run(command: readonly string[], options: SpawnOptions = {}): Promise<string> {
    return output(["ip", "netns", "exec", this.name, ...command], options);
  }

  /** Starts a program and follows what it prints; killed with the host at the latest. */
  spawn(
    command: readonly string[],
    options: SpawnOptions = {},
  ): RunningProcess {
    const started = new RunningProcess([
      "ip",
      "netns",
      "exec",
      this.name,
      ...command,
    ], options);
    this.#started.push(started);
    return started;
  }

  /** Runs `ip` with these words in the namespace, e.g. `host.ip("route", "del", "default")`. */
  ip(...words: string[]): Promise<string> {
    return output(["ip", "-n", this.name, ...words]);
  }

  /** Kills what was started here and removes the namespace. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#started.map((started) => started[Symbol.asyncDispose]()),
    );
    await this.#killDaemons();
    await output(["ip", "netns", "delete", this.name]);
  }

  /** What still lives in a namespace that only we use descends from what we started (`epmd -daemon`). */
  async #killDaemons(): Promise<void> {
    const pids = await output(["ip", "netns", "pids", this.name]);
    for (
      const pid of pids.split("\n").filter((line) => line !== "").map(Number)
    ) {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      }
    }
  }
}

/** A host on a segment, with the interface `eth0`. */
export class SegmentHost extends Host {
  /** Its IPv6 address. */
  readonly address6: string;
  readonly #bridge: string;
  readonly #number: number;

  /** Use `segment`. */
  constructor(name: string, number: number, bridge: string) {
    super(name, `10.77.0.${number}`);
    this.address6 = `fd77::${number.toString(16)}`;
    this.#bridge = bridge;
    this.#number = number;
  }

  /** Takes `eth0` down: addresses stay, routes and traffic go. */
  async interfaceDown(): Promise<void> {
    await this.ip("link", "set", "eth0", "down");
  }

  /** Brings `eth0` up, with its routes. */
  async interfaceUp(): Promise<void> {
    await this.ip("link", "set", "eth0", "up");
    await this.ip(
      "route",
      "replace",
      "224.0.0.0/4",
      "dev",
      "eth0",
      "src",
      this.address,
    );
    await this.ip(
      "-6",
      "address",
      "replace",
      `${this.address6}/64`,
      "dev",
      "eth0",
      "nodad",
    );
  }

  /** Deletes `eth0`, as a tunnel that ends or a container that is moved does. */
  async deleteInterface(): Promise<void> {
    await this.ip("link", "delete", "eth0");
  }

  /** Makes `eth0` anew, with the same addresses, and brings it up. */
  async createInterface(): Promise<void> {
    const port = `port${this.#number}`;
    await output(
      ["ip", "-n", this.#bridge, "link", "add", port, "type", "veth"].concat(
        ["peer", "name", "eth0", "netns", this.name],
      ),
    );
    await output([
      "ip",
      "-n",
      this.#bridge,
      "link",
      "set",
      port,
      "master",
      "bridge",
      "up",
    ]);
    await this.ip(
      "address",
      "add",
      `${this.address}/24`,
      "brd",
      "+",
      "dev",
      "eth0",
    );
    await this.interfaceUp();
  }
}

/** Hosts on one Ethernet segment. */
export interface Segment extends AsyncDisposable {
  /** The hosts, first the one with address 10.77.0.1. */
  readonly hosts: readonly SegmentHost[];
  /** The host of this index, which must exist. */
  host(index: number): SegmentHost;
}

/** Makes `count` hosts on one segment. */
export async function segment(count: number): Promise<Segment> {
  if (count < 1 || count > HOSTS_MAX) {
    throw new RangeError(`Cannot make ${count} hosts`);
  }
  await using made = new AsyncDisposableStack();
  const bridge = made.use(new Host(await addNamespace(), ""));
  await bridge.ip("link", "add", "bridge", "type", "bridge");
  // Snooping would cut off groups that nobody has reported lately.
  await bridge.ip(
    "link",
    "set",
    "bridge",
    "up",
    "type",
    "bridge",
    "mcast_snooping",
    "0",
  );
  const hosts: SegmentHost[] = [];
  for (let number = 1; number <= count; number++) {
    const host = made.use(
      new SegmentHost(await addNamespace(), number, bridge.name),
    );
    await host.ip("link", "set", "lo", "up");
    await host.createInterface();
    hosts.push(host);
  }
  const stack = made.move();
  return {
    hosts,
    host(index) {
      const host = hosts[index];
      if (!host) {
        throw new RangeError(`No host ${index} on a segment of ${count}`);
      }
      return host;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

/** Makes one host with nothing but loopback, 127.0.0.1, over which multicast goes too. */
export async function loneHost(): Promise<Host> {
  await using made = new AsyncDisposableStack();
  const host = made.use(new Host(await addNamespace(), "127.0.0.1"));
  await host.ip("link", "set", "lo", "up", "multicast", "on");
  await host.ip("route", "add", "224.0.0.0/4", "dev", "lo", "src", "127.0.0.1");
  made.move();
  return host;
}

async function addNamespace(): Promise<string> {
  // Tests that run side by side share the process, but not its modules' counters.
  const unique = crypto.randomUUID().slice(0, 8);
  const name = `rookery-${Deno.pid}-${unique}`;
  await output(["ip", "netns", "add", name]);
  return name;
}

async function output(
  command: readonly string[],
  options: SpawnOptions = {},
): Promise<string> {
  const [program, ...args] = command;
  const done = await new Deno.Command(program!, {
    args,
    ...options,
    stdin: "null",
  }).output();
  const text = new TextDecoder();
  if (!done.success) {
    const said = text.decode(done.stdout) + text.decode(done.stderr);
    throw new Error(
      `\`${command.join(" ")}\` ended with code ${done.code}:\n${said}`,
    );
  }
  return text.decode(done.stdout);
}
