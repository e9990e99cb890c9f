/**
 * What every `TcpNetwork` does, whether real or simulated: one case, one promise of `tcp_world.ts`.
 *
 * Nothing here sleeps. That something does *not* happen is shown by something later on the same way, which does.
 *
 * @module
 */

import assert from "node:assert/strict";
import {
  TCP_WAITING_BYTES_HIGH,
  TCP_WAITING_BYTES_LOW,
} from "../../src/ports/world.ts";
import {
  bytes,
  isExactly,
  pattern,
  type TcpBench,
  type TcpProbe,
  text,
} from "./tcp_bench.ts";

/** One promise. */
export interface TcpCase {
  readonly name: string;
  readonly run: (bench: TcpBench) => Promise<void>;
}

/** More than the system takes from a sender whose receiver does not read. */
const TOO_MUCH = 20_000_000;

/** Cases of making connections. */
export const CONNECTING_CASES: readonly TcpCase[] = [
  {
    name: "nothing is told before connect and listen have returned",
    async run(bench) {
      const listening = bench.listen();
      assert.deepEqual(listening.told, []);
      await bench.told(listening, "listening");
      assert(listening.local!.port > 0);
      assert.equal(listening.local!.address, bench.address);
      const client = bench.connect({ port: listening.local!.port });
      assert.deepEqual(client.told, []);
      await bench.told(client, "opened");
    },
  },
  {
    name: "both sides know each other's endpoints",
    async run(bench) {
      const { client, server } = await bench.pair();
      assert.deepEqual(client.remote, server.local);
      assert.deepEqual(client.local, server.remote);
      assert.equal(client.remote!.address, bench.address);
    },
  },
  {
    name: "a connection to a port where nobody listens is refused",
    async run(bench) {
      const listening = await bench.listening();
      const { port } = listening.local;
      listening.listener.close();
      const client = bench.connect({ port });
      await bench.told(client, "closed connect refused");
      assert.deepEqual(client.told, ["closed connect refused"]);
      assert(
        client.failures[0]!.message.startsWith(
          `Cannot connect to ${bench.address}:${port}`,
        ),
      );
    },
  },
  {
    name: "a name that means nothing is not found",
    async run(bench) {
      const client = bench.connect({ host: "nobody.invalid", port: 9 });
      await bench.told(client, "closed resolve not_found");
      assert.deepEqual(client.told.length, 1);
    },
  },
  {
    name: "ports that are none cannot be connected to or listened on",
    async run(bench) {
      for (const port of [65_536, -1]) {
        const client = bench.connect({ port });
        assert.deepEqual(client.told, []);
        await bench.told(client, "closed connect unreachable");
        const listening = bench.listen({ port });
        await bench.told(listening, "failed listen address_unavailable");
      }
    },
  },
  {
    name: "a port that is listened on is in use",
    async run(bench) {
      const first = await bench.listening();
      const { port } = first.local;
      const second = bench.listen({ port });
      await bench.told(second, "failed listen address_in_use");
      const everywhere = bench.listen({ port, address: "0.0.0.0" });
      await bench.told(everywhere, "failed listen address_in_use");
      assert.deepEqual([second.told.length, everywhere.told.length], [1, 1]);
      assert(
        second.failures[0]!.message.startsWith(
          `Cannot listen on ${bench.address}:${port}`,
        ),
      );
    },
  },
  {
    name: "a port whose listener was closed can be listened on at once",
    async run(bench) {
      const first = await bench.listening();
      const { port } = first.local;
      const client = bench.connect({ port });
      await bench.until(() => first.accepted.length > 0);
      first.listener.close();
      first.listener.close();
      await bench.listening({ port });
      client.socket.write(bytes("still there"));
      await bench.until(() => text(first.accepted[0]!) === "still there");
    },
  },
  {
    name: "an address that the host does not have cannot be listened on",
    async run(bench) {
      for (const address of ["192.0.2.1", "localhost"]) {
        const listening = bench.listen({ address });
        await bench.told(listening, "failed listen address_unavailable");
      }
    },
  },
  {
    name: "a listener on all addresses takes connections to one of them",
    async run(bench) {
      const listening = await bench.listening({ address: "0.0.0.0" });
      const client = bench.connect({ port: listening.local.port });
      await bench.told(client, "opened");
      await bench.until(() => listening.accepted.length > 0);
      assert.deepEqual(listening.accepted[0]!.local, client.remote);
    },
  },
  {
    name: "a connection that the listener does not take is closed",
    async run(bench) {
      const listening = await bench.listening({}, {
        takes(socket) {
          socket.write(bytes("no"));
          return false;
        },
      });
      const client = bench.connect({ port: listening.local.port });
      await bench.told(client, "closed");
      assert.equal(text(client), "no");
      assert.deepEqual(client.told, ["opened", "received", "closed"]);
    },
  },
  {
    name: "a connection may be closed within accepted, and within opened",
    async run(bench) {
      const listening = await bench.listening({}, {
        whenTold: ({ socket }) => socket.close(),
      });
      const { port } = listening.local;
      const client = bench.connect({ port });
      await bench.told(client, "closed");
      const brief = bench.connect({ port }, ({ socket }) => socket.close());
      await bench.until(() => listening.accepted.length === 2);
      const last = bench.connect({ port });
      await bench.told(last, "closed");
      assert.deepEqual(brief.told, ["opened"]);
      for (const { told } of listening.accepted) {
        assert.deepEqual(told, ["accepted"]);
      }
    },
  },
  {
    name: "connections and listeners closed at once are told nothing",
    async run(bench) {
      const listening = await bench.listening();
      const { port } = listening.local;
      const hopeless = bench.connect({ host: "nobody.invalid", port });
      const fine = bench.connect({ port });
      const closed = bench.listen();
      for (const { socket } of [hopeless, fine]) socket.destroy();
      closed.listener.close();
      const marker = bench.connect({ port });
      await bench.told(marker, "opened");
      assert.deepEqual([...hopeless.told, ...fine.told, ...closed.told], []);
    },
  },
  {
    name: "a hundred connections live beside each other",
    async run(bench) {
      const listening = await bench.listening({}, {
        whenTold({ socket, chunks }, what) {
          if (what === "received") socket.write(chunks.at(-1)!);
        },
      });
      const { port } = listening.local;
      const clients = Array.from(
        { length: 100 },
        () => bench.connect({ port }),
      );
      const words = clients.map((_, index) => `I am number ${index}`);
      clients.forEach(({ socket }, index) =>
        socket.write(bytes(words[index]!))
      );
      await bench.until(() =>
        clients.every((client, index) => text(client) === words[index])
      );
    },
  },
];

/** Cases of bytes that go over a connection. */
export const BYTES_CASES: readonly TcpCase[] = [
  {
    name: "bytes arrive in order, those from before opened first",
    async run(bench) {
      const listening = await bench.listening();
      const client = bench.connect(
        { port: listening.local.port },
        ({ socket }, what) => {
          if (what === "opened") socket.write(bytes("three "));
        },
      );
      client.socket.write(bytes("one "));
      client.socket.write(bytes("two "));
      await bench.told(client, "opened");
      client.socket.write(bytes("four"));
      await bench.until(() => listening.accepted.length > 0);
      const server = listening.accepted[0]!;
      await bench.until(() => text(server) === "one two three four");
      server.socket.write(bytes("answer"));
      await bench.until(() => text(client) === "answer");
    },
  },
  {
    name: "a thousand small writes within one tick arrive in order",
    async run(bench) {
      const { client, server } = await bench.pair();
      const words = Array.from({ length: 1_000 }, (_, index) => `w${index};`);
      for (const word of words) client.socket.write(bytes(word));
      const all = words.join("");
      await bench.until(() => server.bytesReceived >= all.length);
      assert.equal(text(server), all);
    },
  },
  {
    name:
      "small and large writes in turn arrive in order, and empty ones do not count",
    async run(bench) {
      const { client, server } = await bench.pair();
      const all = pattern(5_000_000);
      const sizes = [1, 0, 100, 16_383, 16_384, 70_000, 3, 1_500_000, 65_536];
      for (let at = 0, turn = 0; at < all.length; turn++) {
        const end = at + sizes[turn % sizes.length]!;
        client.socket.write(all.subarray(at, end));
        at = Math.min(end, all.length);
      }
      await bench.until(() => server.bytesReceived >= all.length);
      assert(isExactly(server, all));
      assert(server.chunks.every(({ length }) => length > 0));
    },
  },
  {
    name: "20 MB go both ways at the same time",
    async run(bench) {
      const { client, server } = await bench.pair();
      const all = pattern(TOO_MUCH);
      for (const { socket } of [client, server]) {
        assert.equal(socket.write(all), false);
      }
      await bench.until(() =>
        client.bytesReceived >= all.length && server.bytesReceived >= all.length
      );
      assert(isExactly(client, all) && isExactly(server, all));
    },
  },
  {
    name: "what receivers do with their bytes is nobody else's business",
    async run(bench) {
      const { client, server } = await bench.pair();
      const sent = bytes("mine");
      client.socket.write(sent);
      await bench.until(() => server.bytesReceived === 4);
      for (const chunk of server.chunks) chunk.fill(0);
      client.socket.write(sent);
      await bench.until(() => server.bytesReceived === 8);
      assert.equal(text(server), "\0\0\0\0mine");
      assert.equal(server.chunks[0]!.slice(0, 1).byteOffset, 0, "a Buffer?");
    },
  },
  {
    name:
      "write says false beyond the high mark, and drained is told below the low one",
    async run(bench) {
      const { client, server } = await bench.pair();
      server.socket.pause();
      const chunk = pattern(50_000);
      let written = 0;
      while (client.socket.write(chunk)) {
        written += chunk.length;
        assert(client.socket.waitingBytes <= TCP_WAITING_BYTES_HIGH);
        await Promise.resolve();
      }
      written += chunk.length;
      assert(client.socket.waitingBytes > TCP_WAITING_BYTES_HIGH);
      client.socket.write(new Uint8Array(TOO_MUCH));
      written += TOO_MUCH;
      assert.deepEqual(client.told, ["opened"]);
      let waitingWhenDrained: number | undefined;
      server.socket.resume();
      await bench.until(() => {
        if (client.told.includes("drained")) {
          waitingWhenDrained ??= client.socket.waitingBytes;
        }
        return server.bytesReceived === written;
      });
      await bench.told(client, "drained");
      assert(
        waitingWhenDrained === undefined ||
          waitingWhenDrained < TCP_WAITING_BYTES_LOW,
      );
      assert.deepEqual(client.told, ["opened", "drained"]);
      assert.equal(client.socket.write(chunk), true);
    },
  },
  {
    name:
      "who pauses is told nothing until it resumes, and its peer's bytes wait",
    async run(bench) {
      const { client, server } = await bench.pair();
      const echo = await bench.pair();
      server.socket.pause();
      const all = pattern(TOO_MUCH);
      client.socket.write(all);
      echo.client.socket.write(bytes("marker"));
      await bench.until(() => text(echo.server) === "marker");
      assert.deepEqual(server.told, ["accepted"]);
      assert(client.socket.waitingBytes > 0);
      server.socket.resume();
      await bench.until(() => server.bytesReceived === all.length);
      assert(isExactly(server, all));
      assert.equal(client.socket.waitingBytes, 0);
    },
  },
  {
    name: "who pauses within received is told no more than a read or two",
    async run(bench) {
      const listening = await bench.listening({}, {
        whenTold({ socket }, what) {
          if (what === "received") socket.pause();
        },
      });
      const client = bench.connect({ port: listening.local.port });
      client.socket.write(new Uint8Array(TOO_MUCH));
      await bench.until(() => (listening.accepted[0]?.bytesReceived ?? 0) > 0);
      const [server] = listening.accepted as [TcpProbe];
      const marker = await bench.pair();
      marker.client.socket.write(bytes("marker"));
      await bench.until(() => marker.server.bytesReceived > 0);
      assert(server.bytesReceived <= 3 * 65_536, `${server.bytesReceived}`);
    },
  },
];

/** Cases of how a connection ends. */
export const ENDING_CASES: readonly TcpCase[] = [
  {
    name:
      "close sends what waits, and the peer is told of a good end, once and last",
    async run(bench) {
      const { client, server } = await bench.pair();
      const all = pattern(3_000_000);
      client.socket.write(all);
      client.socket.close();
      client.socket.close();
      assert.equal(client.socket.write(bytes("ignored")), true);
      await bench.told(server, "closed");
      assert(isExactly(server, all));
      assert.deepEqual(server.told, ["accepted", "received", "closed"]);
      assert.deepEqual(client.told, ["opened"]);
    },
  },
  {
    name: "close before opened sends what waits",
    async run(bench) {
      const listening = await bench.listening();
      const client = bench.connect({ port: listening.local.port });
      client.socket.write(bytes("goodbye"));
      client.socket.close();
      await bench.until(() => listening.accepted.length > 0);
      const [server] = listening.accepted as [TcpProbe];
      await bench.told(server, "closed");
      assert.equal(text(server), "goodbye");
      assert.deepEqual(client.told, []);
    },
  },
  {
    name: "destroy drops what waits, and the peer is told of a reset",
    async run(bench) {
      const { client, server } = await bench.pair();
      client.socket.write(new Uint8Array(TOO_MUCH));
      await bench.until(() => server.bytesReceived > 0);
      client.socket.destroy();
      client.socket.destroy();
      client.socket.close();
      await bench.told(server, "closed read reset");
      assert(server.bytesReceived < TOO_MUCH);
      assert.deepEqual(server.told, [
        "accepted",
        "received",
        "closed read reset",
      ]);
      assert.deepEqual(client.told, ["opened"]);
    },
  },
  {
    name: "who has not read all hears the end behind it, once it reads",
    async run(bench) {
      const { client, server } = await bench.pair();
      server.socket.pause();
      client.socket.write(bytes("last words"));
      client.socket.close();
      const marker = await bench.pair();
      assert.deepEqual(server.told, ["accepted"]);
      marker.client.socket.destroy();
      server.socket.resume();
      await bench.told(server, "closed");
      assert.equal(text(server), "last words");
    },
  },
  {
    name: "a peer that ends while much is sent to it has ended in good order",
    async run(bench) {
      const { client, server } = await bench.pair();
      client.socket.close();
      server.socket.write(pattern(3_000_000));
      await bench.told(server, "closed");
      server.socket.write(bytes("ignored"));
      assert.deepEqual(server.told, ["accepted", "closed"]);
      assert.deepEqual(client.told, ["opened"]);
    },
  },
  {
    name:
      "nothing is told after close, and a marker shows that there was time for it",
    async run(bench) {
      const { client, server } = await bench.pair();
      const marker = await bench.pair();
      client.socket.close();
      server.socket.write(bytes("late"));
      await bench.told(server, "closed");
      marker.client.socket.write(bytes("marker"));
      await bench.until(() => marker.server.bytesReceived > 0);
      assert.deepEqual(client.told, ["opened"]);
      assert.deepEqual(server.told, ["accepted", "closed"]);
    },
  },
  {
    name: "a socket closed by its own received handler is told no more",
    async run(bench) {
      const listening = await bench.listening({}, {
        whenTold({ socket }, what) {
          if (what === "received") socket.close();
        },
      });
      const client = bench.connect({ port: listening.local.port });
      client.socket.write(new Uint8Array(1_000_000));
      await bench.told(client, "closed");
      assert.equal(listening.accepted[0]!.chunks.length, 1);
      assert.deepEqual(listening.accepted[0]!.told, ["accepted", "received"]);
    },
  },
  {
    name: "both may close at the same time",
    async run(bench) {
      const { client, server } = await bench.pair();
      client.socket.close();
      server.socket.close();
      const marker = await bench.pair();
      marker.client.socket.write(bytes("marker"));
      await bench.until(() => marker.server.bytesReceived > 0);
      assert.deepEqual(client.told, ["opened"]);
      assert.deepEqual(server.told, ["accepted"]);
    },
  },
];

/** All cases. */
export const TCP_CASES: readonly TcpCase[] = [
  ...CONNECTING_CASES,
  ...BYTES_CASES,
  ...ENDING_CASES,
];
