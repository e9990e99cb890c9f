/**
 * The port behind every connection machine: owns one TCP connection, whether dialled or accepted, and knows its bytes.
 *
 * During the handshake its machine hears each frame. Afterwards messages go straight to the actor that has the
 * processes, past the machine, and that actor sends its own here: a step of a machine a message would cost more than all
 * of the rest. What a peer sends is bounded by the size of a frame; what waits for a peer who does not read is
 * bounded too, and the connection is given up beyond it: a message that was sent must not be lost from the middle.
 *
 * @module
 */
import { fromPort, type Logic } from "../otp/mod.ts";
import type {
  DistributionMessage,
  HandshakeFrame,
  OutgoingMessage,
} from "../wire/distribution/mod.ts";
import type { AcceptedLine } from "./accepted_line.ts";
import { Line } from "./line.ts";
import type { TlsOptions } from "./tcp_world.ts";
import type { World } from "./world.ts";

/** What the line hears, from its machine and from who has the processes. */
export type LineCommand =
  /** Sends a frame of the handshake. */
  | { readonly type: "frame.send"; readonly frame: HandshakeFrame }
  /** The handshake with `peer` is done; `flags` are those that both sides told. */
  | {
    readonly type: "line.establish";
    readonly peer: string;
    readonly flags: bigint;
  }
  /** Sends a message. */
  | { readonly type: "message.send"; readonly message: OutgoingMessage }
  /** Says that we are here. */
  | { readonly type: "tick.send" }
  /** Ends it at once, and drops what waits. */
  | { readonly type: "line.close" };

/** What the line tells its machine. */
export type LineNews =
  | { readonly type: "line.resolved" | "line.opened" }
  | { readonly type: "line.busy" | "line.drained" | "message.unsendable" }
  | { readonly type: "line.closed" | "frame.refused"; readonly reason: string }
  | { readonly type: "frame.received"; readonly frame: HandshakeFrame };

/** What goes to who has the processes: a message from the peer `node`. */
export interface MessageReceived {
  /** Always this. */
  readonly type: "message.received";
  /** The peer's name. */
  readonly node: string;
  /** What it says. */
  readonly message: DistributionMessage;
}

/** What went through a line; written in place, so that whoever looks at it costs nothing. */
export interface LineTraffic {
  /** When anything came last, in ms. */
  receivedAtMs: number;
  /** When anything was sent last, in ms. */
  sentAtMs: number;
  /** Ticks that came. */
  ticksReceived: number;
  /** Messages that came. */
  framesIn: number;
  /** Messages that were sent. */
  framesOut: number;
  /** Bytes that came. */
  bytesIn: number;
  /** Bytes that were sent, or wait to be. */
  bytesOut: number;
  /** Bytes that wait, as of the latest message. */
  waitingBytes: number;
}

/** What a line is started with. */
export interface LineInput {
  /** Whom to dial, `name@host`. */
  readonly node?: string;
  /** Or what was accepted. */
  readonly accepted?: AcceptedLine;
  /** What the line is to count in. */
  readonly traffic: LineTraffic;
}

/** What lines are made of; each is made of what is said when it begins. */
export interface LinePortSpec {
  /** The world it touches. */
  readonly world: Pick<World, "tcp" | "clock">;
  /** Where EPMD listens on each host. */
  readonly epmdPort: number;
  /** TLS, to those who are dialled; those who were accepted have it then too. Plain without it. */
  readonly tls?: TlsOptions | undefined;
  /** System id of the actor that messages go to. */
  readonly processes: string;
  /** Largest frame that is taken, in bytes. */
  readonly frameBytesMax: number;
  /** Bytes that may wait to be sent. */
  readonly queueBytesMax: number;
}

/** Actor logic of a line. */
export function linePort(spec: LinePortSpec): Logic<LineCommand, LineInput> {
  return fromPort<LineCommand, LineInput, LineNews>(
    ({ input, up, deliver }) => {
      // Its getters may say something else later: a line has one form of TLS from its first byte to its last.
      const line = new Line({ ...spec }, input.traffic, {
        up,
        deliver: (received) => deliver(spec.processes, received),
      });
      if (input.accepted) line.claim(input.accepted);
      else line.dial(input.node ?? "");
      return line;
    },
  );
}
