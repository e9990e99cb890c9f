/**
 * One connection with another node, as its port works it: bytes on one side, frames and messages on the other.
 *
 * @module
 */
import {
  decodeHandshake,
  decodeMessage,
  encodeHandshake,
  encodeMessage,
  formOf,
  FRAGMENT_BYTES,
  fragmentsOf,
  FrameReader,
  HANDSHAKE_BYTES_MAX,
  type HandshakeFrame,
  isFragment,
  type MessageForm,
  type OutgoingMessage,
  Reassembly,
  TICK,
} from "../wire/distribution/mod.ts";
import { DEPTH_CEILING } from "../wire/etf/limits.ts";
import type { AcceptedLine } from "./accepted_line.ts";
import { askEpmd } from "./epmd_lookup.ts";
import type {
  LineCommand,
  LineNews,
  LinePortSpec,
  LineTraffic,
  MessageReceived,
} from "./line_port.ts";
import type { TcpHandlers, TcpSocket } from "./tcp_world.ts";

/**
 * Least time between anything that was sent and a tick that answers, in ms. A peer may have a tick time of few seconds,
 * which it does not tell: whatever it sends is answered, yet never so fast that two of us go on answering each other.
 */
export const answerAfterMs = 1_000;

/** What a message may cost: it is of a node that has proved who it is, so more than of a stranger. */
const limits = { depthMax: DEPTH_CEILING, elementsMax: 16_777_216 } as const;

/** Where a line's news go. */
export interface LineOutlet {
  /** To its machine. */
  readonly up: (news: LineNews) => void;
  /** To who has the processes; says whether anybody had it. */
  readonly deliver: (received: MessageReceived) => boolean;
}

/** A line: what its port does, without being an actor. */
export class Line implements Disposable {
  readonly #spec: LinePortSpec;
  readonly #traffic: LineTraffic;
  readonly #outlet: LineOutlet;
  /** Of the handshake; afterwards it is 4 in any case. */
  readonly #prefixBytes: 2 | 4;
  readonly #reader: FrameReader;
  readonly #reassembly: Reassembly;
  #lookup: Disposable | undefined;
  #socket: TcpSocket | undefined;
  #isDialled = false;
  /** The kind of frame that is to come next; none while it is our turn. */
  #due: HandshakeFrame["type"] | undefined;
  #established:
    | { readonly peer: string; readonly form: MessageForm }
    | undefined;
  /** What was to be sent at the news that the peer is there, which comes before the line is established. */
  readonly #early: OutgoingMessage[] = [];
  /** Never 0: see `fragmentsOf`. */
  #sequence = 1n;
  #isBusy = false;
  #isReading = false;
  #isOver = false;

  /** One that is neither dialled nor claimed yet. */
  constructor(spec: LinePortSpec, traffic: LineTraffic, outlet: LineOutlet) {
    this.#spec = spec;
    this.#traffic = traffic;
    this.#outlet = outlet;
    this.#prefixBytes = spec.tls ? 4 : 2;
    this.#reader = new FrameReader({
      prefixBytes: this.#prefixBytes,
      bytesMax: HANDSHAKE_BYTES_MAX,
    });
    this.#reassembly = new Reassembly({ bytesMax: spec.frameBytesMax });
  }

  /** Takes over what was accepted. */
  claim(accepted: AcceptedLine): void {
    this.#due = "name";
    this.#socket = accepted.claim(this.#handlers);
  }

  /** Finds out where `node` listens, and connects. */
  dial(node: string): void {
    this.#isDialled = true;
    const { world, epmdPort } = this.#spec;
    const [name = "", host = ""] = node.split("@");
    const question = { name, host, epmdPort };
    this.#lookup = askEpmd(world, question, (answer) => {
      if ("refused" in answer) return this.#end(answer.refused);
      this.#outlet.up({ type: "line.resolved" });
      if (!this.#isOver) this.#connect(host, answer.port);
    });
  }

  /** Does as it is told; throws for frames that cannot be encoded, which are ours. */
  receive(command: LineCommand): void {
    switch (command.type) {
      case "message.send":
        return this.#send(command.message);
      case "frame.send":
        this.#due = dueAfter(command.frame);
        return this.#write(encodeHandshake(command.frame, this.#prefixBytes));
      case "line.establish":
        return this.#establish(command.peer, command.flags);
      case "tick.send":
        return this.#write(TICK);
      case "line.close":
        this.#isOver = true;
        return this.#socket?.destroy();
    }
  }

  /** Closes it, once what waits is sent or a second has passed. */
  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#lookup?.[Symbol.dispose]();
    this.#socket?.close();
  }

  #connect(host: string, port: number): void {
    const { world, tls } = this.#spec;
    const options = { host, port, ...(tls && { tls }) };
    this.#socket = world.tcp.connect(options, {
      ...this.#handlers,
      opened: () => this.#outlet.up({ type: "line.opened" }),
    });
  }

  readonly #handlers: Omit<TcpHandlers, "opened"> = {
    received: (bytes) => this.#received(bytes),
    drained: () => {
      this.#isBusy = false;
      this.#outlet.up({ type: "line.drained" });
    },
    closed: (failure) => this.#end(failure?.code ?? "connection_closed"),
  };

  #end(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#outlet.up({ type: "line.closed", reason });
  }

  #received(bytes: Uint8Array): void {
    if (this.#isOver) return;
    if (!this.#established && !this.#due) {
      // Their turn has not come: what they say cannot be an answer to what we did not say yet.
      return this.#refuse("out_of_turn");
    }
    const nowMs = this.#spec.world.clock.nowMs();
    this.#traffic.receivedAtMs = nowMs;
    this.#traffic.bytesIn += bytes.length;
    this.#reader.push(bytes);
    this.#read();
    const isQuiet = nowMs - this.#traffic.sentAtMs >= answerAfterMs;
    if (this.#established && isQuiet && !this.#isOver) this.#write(TICK);
  }

  /** Takes what has come frame by frame; what follows a frame of the handshake waits for our answer to that. */
  #read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    while (!this.#isOver && (this.#established || this.#due)) {
      const body = this.#reader.next();
      if (body === undefined) break;
      if (this.#established) this.#takeMessage(body, this.#established.peer);
      else this.#takeHandshake(body, this.#due!);
    }
    this.#isReading = false;
    if (this.#reader.error) this.#refuse(this.#reader.error.code);
  }

  #takeHandshake(body: Uint8Array, due: HandshakeFrame["type"]): void {
    const decoded = decodeHandshake(due, body);
    if (!decoded.ok) return this.#refuse(decoded.error.code);
    // Only a status is followed by something more from there.
    const goesOn = this.#isDialled && due === "status";
    this.#due = goesOn ? "challenge" : undefined;
    this.#outlet.up({ type: "frame.received", frame: decoded.value });
  }

  #takeMessage(frame: Uint8Array, node: string): void {
    if (frame.length === 0) return void this.#traffic.ticksReceived++;
    const body = isFragment(frame) ? this.#reassembled(frame) : frame;
    if (body === undefined) return;
    const { frameBytesMax: bytesMax } = this.#spec;
    const decoded = decodeMessage(body, { bytesMax, ...limits });
    if (!decoded.ok) return this.#refuse(decoded.error.code);
    this.#traffic.framesIn++;
    const { value: message } = decoded;
    this.#outlet.deliver({ type: "message.received", node, message });
  }

  #reassembled(fragment: Uint8Array): Uint8Array | undefined {
    const taken = this.#reassembly.take(fragment);
    if (taken.ok) return taken.value;
    this.#refuse(taken.error.code);
    return undefined;
  }

  #refuse(reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#outlet.up({ type: "frame.refused", reason });
  }

  #establish(peer: string, flags: bigint): void {
    this.#established = { peer, form: formOf(flags) };
    const bytesMax = this.#spec.frameBytesMax;
    this.#reader.switchTo({ prefixBytes: 4, bytesMax });
    for (const message of this.#early.splice(0)) this.#send(message);
    this.#read();
  }

  #send(message: OutgoingMessage): void {
    if (this.#isOver) return;
    if (!this.#established) return void this.#early.push(message);
    const frame = encoded(message, this.#established.form);
    if (!frame) return this.#outlet.up({ type: "message.unsendable" });
    this.#traffic.framesOut++;
    for (const part of this.#partsOf(frame)) this.#write(part);
  }

  /** A large message goes in pieces where the peer takes that: it then hears from us all the time. */
  #partsOf(frame: Uint8Array): readonly Uint8Array[] {
    const isWhole = frame.length <= FRAGMENT_BYTES ||
      !this.#established!.form.hasHeader;
    return isWhole ? [frame] : fragmentsOf(frame, this.#sequence++);
  }

  #write(bytes: Uint8Array): void {
    const socket = this.#socket;
    if (!socket || this.#isOver) return;
    const hasRoom = socket.write(bytes);
    this.#traffic.sentAtMs = this.#spec.world.clock.nowMs();
    this.#traffic.bytesOut += bytes.length;
    this.#traffic.waitingBytes = socket.waitingBytes;
    if (hasRoom) return;
    if (socket.waitingBytes > this.#spec.queueBytesMax) {
      socket.destroy();
      return this.#end("send_queue_full");
    }
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#outlet.up({ type: "line.busy" });
  }
}

/** What has to come once `frame` was sent; nothing if it is still our turn. Name and challenge begin alike: it must be known. */
function dueAfter(frame: HandshakeFrame): HandshakeFrame["type"] | undefined {
  switch (frame.type) {
    case "name":
      return "status";
    case "challenge":
      return "challenge_reply";
    case "challenge_reply":
      return "challenge_ack";
    case "status":
      // We ask whether an older connection is gone, or say that it is.
      if (frame.status === "alive") return "status";
      return frame.status === "true" ? "challenge" : undefined;
    default:
      return undefined;
  }
}

/** The bytes of a message, or nothing where there is something in it that has none: it is a user's, and no reason to crash. */
function encoded(
  message: OutgoingMessage,
  form: MessageForm,
): Uint8Array | undefined {
  try {
    return encodeMessage(message, form);
  } catch {
    return undefined;
  }
}
