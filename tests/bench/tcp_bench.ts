/**
 * TCP between two processes on loopback: what `src/ports/tcp.ts` reaches, and what it stands on, `node:net`, does
 * beside `Deno.connect`, in one run. Ratios mean something; figures depend on who shares the cores.
 *
 * The other process is this file: `tcp_bench.ts <kind> echo|sink` prints its port.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tcpNetwork } from "../../src/ports/tcp.ts";
import type { Row } from "./table.ts";

const kinds = ["port", "node:net", "Deno.connect"] as const;
type Kind = typeof kinds[number];

const host = "127.0.0.1";
const message = new Uint8Array(100).fill(7);
const block = new Uint8Array(65_536).fill(7);
const roundTrips = 5_000;
const blockBytes = 128 * 1_024 * 1_024;
/** Whole megabytes, so that messages end with them. */
const messageBytes = 10_000_000;
const messagesATick = 50;
const rounds = 9;

/** What one end does with what comes. */
type Received = (bytes: Uint8Array) => void;

/** One end: writes, and says how many bytes wait. */
interface End {
  write(bytes: Uint8Array): unknown;
  /** Settles when there is room for more. */
  room(): Promise<unknown> | undefined;
  close(): void;
}

/** Measures; the best of several rounds, in which the kinds take turns, since others share the cores. */
export async function run(): Promise<readonly Row[]> {
  const best = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const kind of kinds) {
      for (const [what, rate] of await measure(kind)) {
        const key = `${what} ${kind}`;
        best.set(key, Math.max(best.get(key) ?? 0, rate));
      }
    }
  }
  const rate = (what: string, kind: Kind) => best.get(`${what} ${kind}`)!;
  return [
    ["round trips of 100 bytes", "/s"],
    ["one way, blocks of 64 KiB", "MB/s"],
    [`one way, 100 bytes, ${messagesATick} a tick`, "/s"],
  ].flatMap(([what, unit]) => {
    const port = rate(what!, "port");
    const name = `TCP, ${what}`;
    const ratios = (["node:net", "Deno.connect"] as const).map((kind) => ({
      name: `${name}: as many times what ${kind} does as it is`,
      value: port / rate(what!, kind),
      unit: "",
    }));
    return [{ name, value: port, unit: unit! }, ...ratios];
  });
}

async function measure(kind: Kind): Promise<readonly [string, number][]> {
  await using echo = await spawn(kind, "echo");
  await using sink = await spawn(kind, "sink");
  const tripsMs = await timed((done) => pingPong(kind, echo.port, done));
  const blocksMs = await timed((done) =>
    pour(kind, sink.port, block, 1, blockBytes, done)
  );
  const messagesMs = await timed((done) =>
    pour(kind, sink.port, message, messagesATick, messageBytes, done)
  );
  const messages = messageBytes / message.length;
  return [
    ["round trips of 100 bytes", roundTrips / tripsMs * 1_000],
    ["one way, blocks of 64 KiB", blockBytes / 1_000 / blocksMs],
    [
      `one way, 100 bytes, ${messagesATick} a tick`,
      messages / messagesMs * 1_000,
    ],
  ];
}

async function pingPong(kind: Kind, port: number, done: () => void) {
  let bytes = 0;
  const end: End = await open(kind, port, (received) => {
    bytes += received.length;
    if (bytes === roundTrips * message.length) {
      end.close();
      done();
    } else if (bytes % message.length === 0) end.write(message);
  });
  end.write(message);
}

/** Writes `total` bytes, `aTick` pieces in each tick, and waits for the sink's word that all came. */
async function pour(
  kind: Kind,
  port: number,
  piece: Uint8Array,
  aTick: number,
  total: number,
  done: () => void,
) {
  const end = await open(kind, port, () => {
    end.close();
    done();
  });
  const length = new Uint8Array(8);
  new DataView(length.buffer).setFloat64(0, total);
  await end.write(length);
  for (let sent = 0; sent < total;) {
    for (let i = 0; i < aTick && sent < total; i++) {
      const written = end.write(piece);
      if (written instanceof Promise) await written;
      sent += piece.length;
    }
    await end.room();
  }
}

async function timed(run: (done: () => void) => Promise<void>) {
  const { promise, resolve } = Promise.withResolvers<void>();
  const startMs = performance.now();
  await run(resolve);
  await promise;
  return performance.now() - startMs;
}

async function open(
  kind: Kind,
  port: number,
  received: Received,
): Promise<End> {
  if (kind === "Deno.connect") {
    return denoEnd(await Deno.connect({ hostname: host, port }), received);
  }
  const { promise, resolve } = Promise.withResolvers<void>();
  if (kind === "node:net") {
    const socket = connect({ host, port, noDelay: true }, () => resolve());
    await promise;
    return nodeEnd(socket, received);
  }
  let room = Promise.withResolvers<void>();
  const socket = tcpNetwork.connect({ host, port }, {
    opened: () => resolve(),
    received,
    drained: () => {
      room.resolve();
      room = Promise.withResolvers();
    },
    closed: (failure) => assert.equal(failure, undefined),
  });
  await promise;
  let isFull = false;
  return {
    write: (bytes) => void (isFull = !socket.write(bytes)),
    room: () => isFull ? room.promise : undefined,
    close: () => socket.destroy(),
  };
}

function nodeEnd(socket: Socket, received: Received): End {
  socket.on("data", received);
  socket.on("error", () => {});
  return {
    write: (bytes) => void socket.write(bytes),
    room: () =>
      socket.writableNeedDrain
        ? new Promise<void>((resolve) => socket.once("drain", resolve))
        : undefined,
    close: () => void socket.destroy(),
  };
}

function denoEnd(conn: Deno.TcpConn, received: Received): End {
  conn.setNoDelay(true);
  const read = async () => {
    for (;;) {
      const buffer = new Uint8Array(65_536);
      const length = await conn.read(buffer);
      if (length === null) return;
      received(buffer.subarray(0, length));
    }
  };
  const writeAll = async (bytes: Uint8Array) => {
    let sent = 0;
    while (sent < bytes.length) sent += await conn.write(bytes.subarray(sent));
  };
  read().catch(() => {}); // closed by its owner, or by the other process
  return {
    write: writeAll,
    room: () => undefined,
    close: () => conn.close(),
  };
}

/** The process at the other end. */
async function spawn(kind: Kind, role: string) {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-net", import.meta.filename!, kind, role],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  return {
    port: Number(new TextDecoder().decode(value)),
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}

/** What the other process does: sends all back, or one byte when as many came as the first eight say. */
function serve(kind: Kind, role: string): void {
  const serving = (end: () => Pick<End, "write">): Received => {
    if (role === "echo") return (bytes) => end().write(bytes);
    let left: number | undefined;
    return (bytes) => {
      left ??= new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0) + 8;
      left -= bytes.length;
      if (left === 0) end().write(new Uint8Array(1));
    };
  };
  const told = (port: number) => console.log(port);
  if (kind === "port") {
    tcpNetwork.listen({ address: host, port: 0 }, {
      listening: ({ port }) => told(port),
      failed: ({ message }) => assert.fail(message),
      accepted: (socket) => ({
        received: serving(() => socket),
        drained() {},
        closed() {},
      }),
    });
  } else if (kind === "node:net") {
    const server = createServer({ noDelay: true }, (socket) => {
      const end: End = nodeEnd(socket, serving(() => end));
    });
    server.listen(0, host, () => told((server.address() as AddressInfo).port));
  } else {
    const listener = Deno.listen({ hostname: host, port: 0 });
    told(listener.addr.port);
    const accept = async () => {
      for await (const conn of listener) {
        const end: End = denoEnd(conn, serving(() => end));
      }
    };
    accept().catch(assert.fail);
  }
}

if (import.meta.main) serve(Deno.args[0] as Kind, Deno.args[1]!);
