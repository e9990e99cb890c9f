/**
 * Records tests/vectors/distribution.json: two OTP nodes in a network namespace connect through a relay that takes away
 * the flags that we do not have, so that each speaks to the other as it would to us; and a real EPMD is asked.
 *
 *     deno run --allow-all tests/wire/distribution/record.ts     (as root; needs erl, epmd and ip)
 *
 * @module
 */
import { createConnection, createServer, type Socket } from "node:net";
import { once } from "node:events";
import { Flag, flagsOf } from "../../../src/wire/distribution/flags.ts";
import { FrameReader } from "../../../src/wire/distribution/frames.ts";
import { loneHost } from "../../support/netns.ts";

const cookie = "kuckuck";
const [aPort, bPort, epmdPort] = [7001, 7002, 4369];
const hosts = { a: "127.0.0.1", b: "127.0.0.2" };

/** What happens on a: everything that makes a message, one step after the other. */
const scenario = (largeBytes: number) =>
  String.raw`
  B = 'b@127.0.0.2',
  true = net_kernel:connect_node(B),
  Ask = fun(Request) ->
    {sink, B} ! {self(), Request},
    receive {answer, Answer} -> Answer after 5000 -> exit({unanswered, Request}) end
  end,
  Sink = Ask(pid),
  Sink ! {hello, 1, <<"two">>},
  Named = erlang:monitor(process, {sink, B}),
  erlang:demonitor(Named, [flush]),
  Missing = erlang:monitor(process, {missing, B}),
  receive {'DOWN', Missing, process, _, noproc} -> ok end,
  link(Sink), Ask(sync), unlink(Sink), Ask(sync),
  process_flag(trap_exit, true),
  Doomed = Ask(spawn),
  Watch = erlang:monitor(process, Doomed),
  link(Doomed), Ask(sync),
  exit(Doomed, {because, [<<"of">>, that]}),
  receive {'DOWN', Watch, process, _, {because, _}} -> ok end,
  receive {'EXIT', Doomed, {because, _}} -> ok end,
  Leaderless = Ask(spawn),
  group_leader(self(), Leaderless), Ask(sync),
  Alias = Ask(alias),
  Alias ! to_alias, Ask(sync),
  seq_trace:set_token(label, 17), Sink ! traced, seq_trace:set_token([]), Ask(sync),
  Sink ! {large, binary:copy(<<"0123456789abcdef">>, ${largeBytes} div 16)}, Ask(sync),
  yes = Ask({size, ${largeBytes}}),
  spawn_request(B, erlang, self, [], [{reply, yes}]),
  pong = net_adm:ping(B),
  io:put_chars("done\n"), halt().`;

const sink = String.raw`
  process_flag(trap_exit, true),
  register(sink, self()),
  io:put_chars("ready\n"),
  Loop = fun Loop(Size) ->
    receive
      {From, pid} -> From ! {answer, self()}, Loop(Size);
      {From, sync} -> From ! {answer, ok}, Loop(Size);
      {From, spawn} -> From ! {answer, spawn(fun() -> receive after infinity -> ok end end)}, Loop(Size);
      {From, alias} -> From ! {answer, alias()}, Loop(Size);
      {From, {size, Size}} -> From ! {answer, yes}, Loop(Size);
      {large, Bytes} -> Loop(byte_size(Bytes));
      _ -> Loop(Size)
    end
  end,
  Loop(0).`;

interface Frame {
  readonly from: "a" | "b";
  readonly hex: string;
}

/** Passes on what two nodes say, without the flags in neither `flags`. */
async function relay(flags: bigint): Promise<{ frames: Frame[] } & Disposable> {
  const frames: Frame[] = [];
  const sockets: Socket[] = [];
  const server = createServer((a) => {
    const b = createConnection(bPort, hosts.b);
    sockets.push(a, b);
    pass(a, b, "a", 2);
    pass(b, a, "b", 3);
  });
  const pass = (
    source: Socket,
    target: Socket,
    from: "a" | "b",
    handshakeFrames: number,
  ) => {
    const reader = new FrameReader({ prefixBytes: 2, bytesMax: 1 << 16 });
    let seen = 0;
    source.setNoDelay(true);
    source.on("error", () => {});
    source.on("close", () => target.destroy());
    source.on("data", (chunk) => {
      reader.push(new Uint8Array(chunk));
      for (let body = reader.next(); body; body = reader.next()) {
        const isShort = seen++ < handshakeFrames;
        const frame = new Uint8Array((isShort ? 2 : 4) + body.length);
        const view = new DataView(frame.buffer);
        if (isShort) view.setUint16(0, body.length);
        else view.setUint32(0, body.length);
        frame.set(body, isShort ? 2 : 4);
        if (isShort && body[0] === 0x4e) {
          view.setBigUint64(3, view.getBigUint64(3) & flags);
        }
        frames.push({ from, hex: frame.toHex() });
        target.write(frame);
        if (seen === handshakeFrames) {
          reader.switchTo({ prefixBytes: 4, bytesMax: 1 << 24 });
        }
      }
    });
  };
  server.listen(aPort, hosts.b);
  await once(server, "listening");
  return {
    frames,
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function node(name: "a" | "b", port: number, code: string): Deno.ChildProcess {
  const host = `{${hosts[name].replaceAll(".", ",")}}`;
  return new Deno.Command("erl", {
    args: [
      ...["-noshell", "-name", `${name}@${hosts[name]}`, "-setcookie", cookie],
      ...["-start_epmd", "false", "-erl_epmd_port", String(port)],
      ...["-kernel", "inet_dist_use_interface", host, "-eval", code],
    ],
    stdin: "null",
    stdout: "piped",
  }).spawn();
}

/** Reads what a program prints until a line says `word`. */
async function said(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  word: string,
): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  for (let part = await reader.read();; part = await reader.read()) {
    if (part.done) throw new Error(`No ${word}: ${text}`);
    text += decoder.decode(part.value);
    if (text.split("\n").includes(word)) return;
  }
}

async function recordNodes(
  flags: bigint,
  largeBytes: number,
): Promise<Frame[]> {
  using between = await relay(flags);
  const b = node("b", bPort, sink);
  const output = b.stdout.getReader();
  try {
    await said(output, "ready");
    const { stdout } = await node("a", aPort, scenario(largeBytes)).output();
    const text = new TextDecoder().decode(stdout);
    if (!text.includes("done")) throw new Error(`a failed: ${text}`);
  } finally {
    b.kill("SIGKILL");
    await output.cancel();
    await b.status;
  }
  return between.frames;
}

/** Everything EPMD answers to `hex` until it closes or `bytes` have come; the connection stays open. */
async function ask(hex: string, bytes = Infinity): Promise<[string, Socket]> {
  const socket = createConnection(epmdPort, hosts.a);
  socket.write(Uint8Array.fromHex(hex));
  let answer = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    answer += new Uint8Array(chunk).toHex();
    if (answer.length >= 2 * bytes) break;
  }
  return [answer, socket];
}

async function recordEpmd() {
  const epmd = new Deno.Command("epmd", { stdin: "null" }).spawn();
  try {
    for (let tries = 0; tries < 100; tries++) {
      const socket = createConnection(epmdPort, hosts.a);
      const isUp = await once(socket, "connect").then(() => true, () => false);
      socket.destroy();
      if (isUp) break;
      await new Promise((wake) => setTimeout(wake, 50));
    }
    const name = new TextEncoder().encode("ada").toHex();
    const alive = (highest: string) =>
      `001078 1b59 48 00 ${highest} 0005 0003 ${name} 0000`
        .replaceAll(" ", "");
    const requests: [string, string, number?][] = [
      ["alive", alive("0006"), 6],
      ["alive again", alive("0006"), 6],
      ["port_please", `00047a${name}`],
      ["port_please unknown", "00047a626f62"],
      ["names", "00016e"],
    ];
    const answers: { of: string; request: string; answer: string }[] = [];
    const open: Socket[] = [];
    for (const [of, request, bytes] of requests) {
      const [answer, socket] = await ask(request, bytes);
      open.push(socket);
      answers.push({ of, request, answer });
    }
    for (const socket of open) socket.destroy();
    const [answer, old] = await ask(
      alive("0005").replace("616461", "626f62"),
      4,
    );
    old.destroy();
    answers.push({
      of: "alive, version 5",
      request: alive("0005").replace("616461", "626f62"),
      answer,
    });
    return answers;
  } finally {
    epmd.kill("SIGKILL");
    await epmd.status;
  }
}

if (Deno.args[0] === "inside") {
  const ours = flagsOf({ hidden: false });
  const recorded = {
    about:
      "Recorded by tests/wire/distribution/record.ts between two nodes of the release named here, whose flags a relay cut to ours. Hexadecimal, lengths included; Latin-1 cookie.",
    otp: new TextDecoder().decode(
      (await new Deno.Command("erl", {
        args: [
          "-noshell",
          "-eval",
          'io:put_chars([erlang:system_info(otp_release), " erts ", erlang:system_info(version)]), halt().',
        ],
      }).output()).stdout,
    ),
    cookie,
    epmd: await recordEpmd(),
    with_header: await recordNodes(ours, 66_000),
    pass_through: await recordNodes(
      ours & ~(Flag.FRAGMENTS | Flag.EXIT_PAYLOAD | Flag.ALIAS),
      160,
    ),
  };
  console.log(JSON.stringify(recorded, undefined, 1));
} else if (import.meta.main) {
  await using host = await loneHost();
  const me = new URL(import.meta.url).pathname;
  const json = await host.run([Deno.execPath(), "run", "-A", me, "inside"]);
  const path = new URL("../../vectors/distribution.json", import.meta.url);
  await Deno.writeTextFile(path, json);
}
