/**
 * The port behind a TCP listener: hands each connection to who listens, at once, or closes it.
 *
 * @module
 */
import { fromPort, type Logic } from "../otp/mod.ts";
import { AcceptedLine } from "./accepted_line.ts";
import type { TcpListenOptions } from "./tcp_world.ts";
import type { World } from "./world.ts";

/** What the port tells its machine. */
export type ListenerPortNews =
  | {
    readonly type: "listener.bound";
    readonly address: string;
    readonly port: number;
  }
  /** It does not listen, or not any more. */
  | {
    readonly type: "listener.refused";
    readonly reason: string;
    readonly message: string;
  };

/** What the port is made of. */
export interface ListenerPortSpec {
  /** The world it touches. */
  readonly world: Pick<World, "tcp">;
  /** Where to listen. */
  readonly options: TcpListenOptions;
  /** System id of the actor that is told `line.accepted {line, address, port}`. */
  readonly listener: string;
}

/** Actor logic of a TCP listener. */
export function listenerPort(spec: ListenerPortSpec): Logic<never, unknown> {
  return fromPort<never, unknown, ListenerPortNews>(({ up, deliver }) => {
    const { world, options, listener: path } = spec;
    const listener = world.tcp.listen(options, {
      listening: ({ address, port }) =>
        up({ type: "listener.bound", address, port }),
      accepted(socket, { address, port }) {
        const line = new AcceptedLine(socket);
        const told = { type: "line.accepted", line, address, port } as const;
        deliver(path, told);
        return line.isClaimed ? line.handlers : undefined;
      },
      failed: ({ code, message }) =>
        up({ type: "listener.refused", reason: code, message }),
    });
    return { [Symbol.dispose]: () => listener.close() };
  });
}
