/**
 * TCP of the real world: node:net and node:tls, which need `--allow-net` and nothing else.
 *
 * Why not `Deno.connect` and `Deno.listen`: `tests/bench/tcp_bench.ts` compares the two in one run.
 * Round trips of small messages, which is what the distribution lives on, are as fast with `node:net` or up to twice as
 * fast (the rest is chance: whether both processes share a core). Blocks of 64 KiB go one way at 0.6 of the bytes a second
 * of `Deno.connect`, still 900 MB/s. What decides is TLS: Deno's own has no clients' certificates on a listener and no
 * `verify: "none"`, and two implementations would be two sets of faults. Gathering the writes of a tick matters far more
 * than either: it carries over 20 times as many small messages.
 *
 * @module
 */

import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { failure, tcpFailure } from "./tcp_failure.ts";
import { NetTcpListener } from "./tcp_listener.ts";
import { endpoint, NetTcpSocket, socketsSettled } from "./tcp_socket.ts";
import { clientTls, TLS_HANDSHAKE_MS_MAX } from "./tcp_tls.ts";
import type { TcpConnectOptions, TcpHandlers, TcpNetwork } from "./world.ts";

/** TCP of this host. A connection to nowhere takes as long as the system tries, about two minutes on Linux. */
export const tcpNetwork: TcpNetwork = {
  connect(options, handlers) {
    const own = new NetTcpSocket(`${options.host}:${options.port}`, handlers);
    queueMicrotask(() => {
      if (own.isWanted) dial(options, handlers, own);
    });
    return own;
  },
  listen: (options, handlers) => new NetTcpListener(options, handlers),
  settled: socketsSettled,
};

function dial(
  { host, port, tls }: TcpConnectOptions,
  handlers: TcpHandlers,
  own: NetTcpSocket,
): void {
  const whom = `${host}:${port}`;
  const secured = tls && clientTls(tls, host);
  if (secured?.ok === false) {
    return own.fail(
      failure("tls", "certificate_refused", whom, secured.reason),
    );
  }
  const to = { host, port, noDelay: true, allowHalfOpen: true };
  let socket: Socket;
  try {
    socket = secured ? connectTls({ ...secured.value, ...to }) : connect(to);
  } catch (error) {
    return own.fail(tcpFailure("connect", whom, error));
  }
  own.adopt(socket);
  if (secured) limitHandshake(socket, whom, own);
  socket.once(secured ? "secureConnect" : "connect", () => {
    own.open(() => {
      const local = endpoint(socket.localAddress, socket.localPort);
      const remote = endpoint(socket.remoteAddress, socket.remotePort);
      if (local && remote) handlers.opened(local, remote);
    });
    own.listen();
  });
}

/** Ends a connection whose peer takes it and then says nothing. */
function limitHandshake(socket: Socket, whom: string, own: NetTcpSocket) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = () =>
    own.fail(failure("tls", "timed_out", whom, "the handshake did not end"));
  socket.once("connect", () => {
    timer = setTimeout(late, TLS_HANDSHAKE_MS_MAX);
  });
  socket.once("secureConnect", () => clearTimeout(timer));
  socket.once("close", () => clearTimeout(timer));
}
