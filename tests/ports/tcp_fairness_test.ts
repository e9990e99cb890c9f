import assert from "node:assert/strict";
import { setImmediate } from "node:timers";
import { tcpNetwork } from "../../src/ports/tcp.ts";
import { ReadTurns } from "../../src/ports/tcp_read_turns.ts";
import { TcpBench } from "./tcp_bench.ts";

Deno.test("the more connections have had their share of a turn, the smaller the next, down to one read", async () => {
  const turns = new ReadTurns();
  const shares: number[] = [];
  for (const connections of [1, 4, 1_000, 1]) {
    const { promise, resolve } = Promise.withResolvers<void>();
    for (let i = 1; i <= connections; i++) {
      turns.wait(() => i === connections ? resolve() : undefined);
    }
    await promise;
    shares.push(turns.share);
  }
  const [all, quarter, least] = shares as [number, number, number];
  assert.equal(quarter, all / 4);
  assert.equal(least, 65_536);
  assert.equal(shares.at(-1), all);
});

Deno.test("a connection whose peer floods reads its share of a turn, and no more", async () => {
  await using bench = new TcpBench({
    client: tcpNetwork,
    server: tcpNetwork,
    address: "127.0.0.1",
  });
  let bytesThisTurn = 0;
  let most = 0;
  const listening = await bench.listening({}, {
    whenTold({ socket, chunks }, what) {
      if (what === "accepted") socket.pause();
      if (what !== "received") return;
      if (bytesThisTurn === 0) setImmediate(() => bytesThisTurn = 0);
      bytesThisTurn += chunks.at(-1)!.length;
      most = Math.max(most, bytesThisTurn);
    },
  });
  const client = bench.connect({ port: listening.local.port });
  const flood = 20_000_000;
  client.socket.write(new Uint8Array(flood));
  await bench.until(() => listening.accepted.length > 0);
  const server = listening.accepted[0]!;
  // The system has taken what it takes when another connection is answered and no more has left.
  for (let left = 0; left !== client.socket.waitingBytes;) {
    left = client.socket.waitingBytes;
    const other = await bench.pair();
    other.client.socket.write(new Uint8Array(1));
    await bench.until(() => other.server.bytesReceived > 0);
  }
  server.socket.resume();
  await bench.until(() => server.bytesReceived === flood);
  assert(most <= 524_288 + 65_536, `${most}`);
});
