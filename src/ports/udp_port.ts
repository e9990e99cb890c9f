/**
 * The port behind every UDP socket machine: bytes below, values above.
 *
 * It opens datagrams with the codec it was given and delivers what they mean to its listener, past the
 * socket machine, which hears only what concerns the socket itself. What the codec refuses, and what
 * nobody listens to, is only counted, and told at most once a second per reason. All of a datagram's
 * way up happens within one step.
 *
 * @module
 */
import { fromPort, type Logic } from "../otp/mod.ts";
import type { Codec } from "../wire/codec.ts";
import type { Result } from "../wire/result.ts";
import type {
  Datagram,
  Endpoint,
  NetworkFailure,
  UdpOptions,
  World,
} from "./world.ts";

/** Encodes and sends to the given endpoint, or to all of the port's targets. */
export interface Sending<Out> {
  readonly type: "datagram.send";
  readonly value: Out;
  readonly to?: Endpoint;
}

/** What the port hears from its machine. */
export type UdpCommand<Out> =
  | Sending<Out>
  /** Joins the groups again. */
  | { readonly type: "socket.rejoin" };

/** A value that came in a datagram: `heartbeat.received`, `probe.received` and so on. */
export type Received<In extends TypedValue> = In extends TypedValue ? {
    readonly type: `${In["type"]}.received`;
    readonly value: In;
    readonly from: Endpoint;
    readonly atMs: number;
  }
  : never;

/** What a codec makes of a datagram. */
export interface TypedValue {
  /** Kind of value, e.g. `heartbeat`. */
  readonly type: string;
}

/** What the port tells its machine, besides the values that are the socket's own business. */
export type UdpNews =
  | {
    readonly type: "socket.bound";
    readonly address: string;
    readonly port: number;
  }
  | {
    readonly type: "socket.refused";
    readonly during: NetworkFailure["during"];
    readonly reason: NetworkFailure["code"];
    readonly message: string;
    readonly count?: number;
  }
  /** Values come; told of the first after a pause, and once a second while it goes on. */
  | { readonly type: "traffic.noticed" }
  | {
    readonly type: "datagrams.refused";
    readonly reason: string;
    readonly count: number;
  };

/** What the port is made of. */
export interface UdpPortSpec<In extends TypedValue, Out extends TypedValue> {
  /** The world it touches. */
  readonly world: Pick<World, "udp" | "clock" | "tally">;
  /** What to open; asked anew each time it is opened, if it may change. */
  readonly options: UdpOptions | (() => UdpOptions);
  /** Turns datagrams into values and back. */
  readonly codec: Codec<In, Out>;
  /** System id of the actor that values go to, looked up for each; without one, nobody listens. */
  readonly listener?: string;
  /** Kind of a value to be sent, where its `type` does not say it: what is counted. */
  readonly kindOf?: (value: Out) => string;
  /** Whether a value is the socket's own business: its machine gets it, the listener does not. */
  readonly isControl?: (value: In) => boolean;
  /** Where values without a destination go, given the port that was bound. */
  readonly targets: (boundPort: number) => readonly Endpoint[];
  /** Gives back what the codec holds, when the socket closes. */
  readonly release?: () => void;
}

/** Least time between two tellings of one reason, in ms. */
export const refusalsEveryMs = 1_000;

/** Least time between two tellings of traffic, in ms. */
export const trafficEveryMs = 1_000;

/** Actor logic of a UDP socket. */
export function udpPort<In extends TypedValue, Out extends TypedValue>(
  spec: UdpPortSpec<In, Out>,
): Logic<UdpCommand<Out>, unknown> {
  const { world, codec, listener, isControl, targets, release } = spec;
  const { kindOf = ({ type }: Out) => type } = spec;
  const count = (direction: "in" | "out", kind: string, bytes: Uint8Array) =>
    world.tally?.datagram(
      listener ?? "identity",
      direction,
      kind,
      bytes.length,
    );
  return fromPort<UdpCommand<Out>, unknown, UdpNews | Received<In>>((scope) => {
    const { up, deliver, fail } = scope;
    const options = typeof spec.options === "function"
      ? spec.options()
      : spec.options;
    const refusals = new Refusals(world, up);
    let boundPort = options.port;
    let noticedAtMs = -Infinity;
    let isOpen = true;
    /** What is to be sent while several datagrams are handled: sealed together after the last of them. */
    let answers: Sending<Out>[] | undefined;
    const take = (opened: Result<In>, { bytes, from }: Datagram) => {
      // One before it in the same batch may have ended us.
      if (!isOpen) return;
      if (!opened.ok) return refusals.add(opened.error.code);
      count("in", opened.value.type, bytes);
      const atMs = world.clock.nowMs();
      const received = receivedOf(opened.value, from, atMs);
      if (isControl?.(opened.value)) return up(received);
      if (atMs - noticedAtMs >= trafficEveryMs) {
        noticedAtMs = atMs;
        up({ type: "traffic.noticed" });
      }
      const isHeard = listener !== undefined && deliver(listener, received);
      if (!isHeard) refusals.add("no_listener");
    };
    const socket = world.udp.open(options, {
      bound(local) {
        boundPort = local.port;
        up({ type: "socket.bound", ...local });
      },
      datagram: (bytes, from) => take(codec.open(bytes), { bytes, from }),
      datagrams(waiting) {
        const packets = waiting.map(({ bytes }) => bytes);
        const opened = codec.openMany?.(packets) ??
          packets.map((bytes) => codec.open(bytes));
        answers = [];
        try {
          waiting.forEach((datagram, i) => take(opened[i]!, datagram));
          sendAnswers();
        } catch (error) {
          fail(error);
        } finally {
          answers = undefined;
        }
      },
      failed(failure) {
        const { during, code, ...rest } = failure;
        // Nothing expected ends a read loop: let the supervisor judge.
        if (during === "receive") return fail(new Error(failure.message));
        up({ type: "socket.refused", during, reason: code, ...rest });
      },
    });
    const send = (bytes: Uint8Array, { value, to }: Sending<Out>) => {
      for (const endpoint of to ? [to] : targets(boundPort)) {
        count("out", kindOf(value), bytes);
        socket.send(bytes, endpoint);
      }
    };
    const sendAnswers = () => {
      const sendings = answers ?? [];
      answers = undefined;
      const values = sendings.map(({ value }) => value);
      const sealed = codec.sealMany?.(values) ??
        values.map((value) => codec.seal(value));
      sendings.forEach((sending, i) => send(sealed[i]!, sending));
    };
    return {
      receive(command) {
        if (command.type === "socket.rejoin") return socket.rejoin();
        if (answers) answers.push(command);
        else send(codec.seal(command.value), command);
      },
      [Symbol.dispose]() {
        isOpen = false;
        refusals[Symbol.dispose]();
        try {
          sendAnswers();
        } finally {
          socket.close();
          release?.();
        }
      },
    };
  });
}

function receivedOf<In extends TypedValue>(
  value: In,
  from: Endpoint,
  atMs: number,
): Received<In> {
  const type = `${value.type}.received`;
  return { type, value, from, atMs } as unknown as Received<In>;
}

/** Counts refusals by reason: the first is told at once, what follows once a second. */
class Refusals implements Disposable {
  readonly #clock: World["clock"];
  readonly #tell: (news: UdpNews) => void;
  readonly #counts = new Map<string, number>();
  #timer: unknown;

  constructor(
    { clock }: Pick<World, "clock">,
    tell: (news: UdpNews) => void,
  ) {
    this.#clock = clock;
    this.#tell = tell;
  }

  add(reason: string): void {
    const counted = this.#counts.get(reason);
    if (counted !== undefined) {
      this.#counts.set(reason, counted + 1);
      return;
    }
    this.#counts.set(reason, 0);
    this.#tell({ type: "datagrams.refused", reason, count: 1 });
    this.#timer ??= this.#clock.setTimeout(this.#flush, refusalsEveryMs);
  }

  readonly #flush = (): void => {
    this.#timer = undefined;
    for (const [reason, count] of this.#counts) {
      if (count === 0) {
        this.#counts.delete(reason);
        continue;
      }
      this.#counts.set(reason, 0);
      this.#tell({ type: "datagrams.refused", reason, count });
    }
    if (this.#counts.size > 0) {
      this.#timer = this.#clock.setTimeout(this.#flush, refusalsEveryMs);
    }
  };

  [Symbol.dispose](): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
  }
}
