/**
 * A node of OTP that connects to a test over loopback, and the test's end of the connection.
 *
 * @module
 */
import assert from "node:assert/strict";
import {
  challengeDigest,
  decodeHandshake,
  decodeMessage,
  digestsEqual,
  type DistributionMessage,
  encodeHandshake,
  encodeMessage,
  formOf,
  fragmentsOf,
  FrameReader,
  type HandshakeFrame,
  isFragment,
  type MessageForm,
  type OutgoingMessage,
  Reassembly,
} from "../../../src/wire/distribution/mod.ts";
import { Pid, Reference } from "../../../src/wire/etf/mod.ts";
import { Secret } from "../../../src/wire/secret.ts";

const node = "test@127.0.0.1";
const creation = 77;
const secret = new Secret("kuckuck");
const challenge = 0xfedcba98;
const connect = `true = net_kernel:connect_node('${node}')`;

/** One that hangs must not hang the tests. */
const OTP_MS_MAX = 60_000;

/** The test's end of a connection to a node of OTP. */
export class OtpPeer implements AsyncDisposable {
  /** The form of messages in force. */
  readonly form: MessageForm;
  readonly #frames: OtpFrames;
  readonly #dispose: AsyncDisposableStack;
  #sequence = 0n;

  private constructor(
    form: MessageForm,
    frames: OtpFrames,
    dispose: AsyncDisposableStack,
  ) {
    this.form = form;
    this.#frames = frames;
    this.#dispose = dispose;
  }

  /** Starts a node that runs `code`, in which `Connect()` connects to us, who tell `flags`. */
  static async start(flags: bigint, code: string): Promise<OtpPeer> {
    await using made = new AsyncDisposableStack();
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    const otp = new Deno.Command("erl", {
      args: [
        ...["-noshell", "-name", "otp@127.0.0.1", "-setcookie", "kuckuck"],
        ...["-dist_listen", "false", "-start_epmd", "false"],
        ...["-erl_epmd_port", `${port}`, "-kernel", "logger_level", "none"],
        ...["-eval", `Connect = fun() -> ${connect} end, ${code}`],
      ],
      env: { ERL_CRASH_DUMP_SECONDS: "0" },
      stdin: "null",
      stdout: "null",
    }).spawn();
    const deadline = setTimeout(() => otp.kill("SIGKILL"), OTP_MS_MAX);
    made.defer(async () => {
      clearTimeout(deadline);
      otp.kill("SIGKILL");
      await otp.status;
    });
    const connection = await Promise.race([
      listener.accept(),
      otp.status.then(() => assert.fail("OTP ended before it connected")),
    ]);
    made.defer(() => connection.close());
    const frames = new OtpFrames(connection);
    const inForce = await accepted(frames, flags);
    return new OtpPeer(formOf(inForce), frames, made.move());
  }

  /** A pid of ours. */
  pid(id: number): Pid {
    return new Pid(node, id, 0, creation);
  }

  /** A reference of ours. */
  reference(id: number): Reference {
    return new Reference(node, creation, [id, 0, 0]);
  }

  /** Sends a message, in fragments of `fragmentBytes` if that is given. */
  async send(message: OutgoingMessage, fragmentBytes?: number): Promise<void> {
    const frame = encodeMessage(message, this.form);
    const frames = fragmentBytes === undefined
      ? [frame]
      : fragmentsOf(frame, ++this.#sequence, fragmentBytes);
    for (const frame of frames) await this.#frames.write(frame);
  }

  /** The next message of that type that comes; others, which OTP sends unasked, are passed over. */
  async next<Type extends DistributionMessage["type"]>(
    type: Type,
  ): Promise<Extract<DistributionMessage, { readonly type: Type }>> {
    for (;;) {
      const decoded = decodeMessage(await this.#frames.message());
      assert(decoded.ok, Deno.inspect(decoded));
      const { value } = decoded;
      if (value.type === type) {
        return value as Extract<typeof value, { type: Type }>;
      }
    }
  }

  /** Ends the connection and the node. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dispose.disposeAsync();
  }
}

/** Goes through the handshake as the node that was connected to; returns the flags in force. */
async function accepted(frames: OtpFrames, flags: bigint): Promise<bigint> {
  const name = await frames.handshake("name");
  await frames.write(encodeHandshake({ type: "status", status: "ok" }));
  await frames.write(encodeHandshake({
    type: "challenge",
    flags,
    challenge,
    creation,
    name: node,
  }));
  const reply = await frames.handshake("challenge_reply");
  assert(digestsEqual(challengeDigest(secret, challenge), reply.digest));
  const digest = challengeDigest(secret, reply.challenge);
  frames.becomeConnected();
  await frames.write(encodeHandshake({ type: "challenge_ack", digest }));
  return flags & name.flags;
}

/** The frames of a connection. */
class OtpFrames {
  readonly #connection: Deno.TcpConn;
  readonly #reader = new FrameReader({ prefixBytes: 2, bytesMax: 1 << 16 });
  readonly #reassembly = new Reassembly();

  constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  becomeConnected(): void {
    this.#reader.switchTo({ prefixBytes: 4, bytesMax: 1 << 24 });
  }

  async handshake<Type extends HandshakeFrame["type"]>(type: Type) {
    const decoded = decodeHandshake(type, await this.#body());
    assert(decoded.ok, Deno.inspect(decoded));
    return decoded.value;
  }

  /** The body of the next message, fragments put together. */
  async message(): Promise<Uint8Array> {
    for (;;) {
      const body = await this.#body();
      if (body.length === 0) continue;
      if (!isFragment(body)) return body;
      const taken = this.#reassembly.take(body);
      assert(taken.ok, Deno.inspect(taken));
      if (taken.value !== undefined) return taken.value;
    }
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      at += await this.#connection.write(bytes.subarray(at));
    }
  }

  async #body(): Promise<Uint8Array> {
    for (;;) {
      const body = this.#reader.next();
      if (body !== undefined) return body;
      const chunk = new Uint8Array(65_536);
      const bytes = await this.#connection.read(chunk);
      assert(bytes !== null, "OTP closed the connection");
      this.#reader.push(chunk.subarray(0, bytes));
    }
  }
}
