/**
 * The port that registers a node with the EPMD of this host: the open connection is the registration.
 *
 * @module
 */
import { fromPort, type Logic } from "../otp/mod.ts";
import {
  decodeAliveAnswer,
  encodeEpmdRequest,
  type EpmdNode,
} from "../wire/distribution/mod.ts";
import { joined } from "./epmd_lookup.ts";
import type { World } from "./world.ts";

/** What the port tells its machine. */
export type EpmdRegistrationNews =
  /** It knows the node; it has a number for this life of it, too, which is not needed. */
  | { readonly type: "epmd.registered" }
  /** Nobody listens there. */
  | { readonly type: "epmd.absent" }
  /** It does not know the node, or not any more. */
  | { readonly type: "epmd.refused"; readonly reason: string };

/** What the port is made of. */
export interface EpmdRegistrationSpec {
  /** The world it touches. */
  readonly world: Pick<World, "tcp">;
  /** Where EPMD listens. */
  readonly epmdPort: number;
}

/** Where every EPMD listens, even one that is bound to few addresses. */
const loopback = "127.0.0.1";

/** Actor logic of a registration; the node is its input. */
export function epmdRegistrationPort(
  spec: EpmdRegistrationSpec,
): Logic<never, EpmdNode> {
  return fromPort<never, EpmdNode, EpmdRegistrationNews>(({ input, up }) => {
    const { world, epmdPort } = spec;
    let bytes = new Uint8Array(0);
    let isRegistered = false;
    const refuse = (reason: string) => up({ type: "epmd.refused", reason });
    const socket = world.tcp.connect({ host: loopback, port: epmdPort }, {
      opened: () => {},
      received(more) {
        // It has nothing to say after its answer.
        if (isRegistered) return;
        bytes = joined(bytes, more);
        const answer = decodeAliveAnswer(bytes);
        if (!answer.ok) {
          if (answer.error.code !== "truncated") refuse("epmd_nonsense");
          return;
        }
        isRegistered = answer.value.result === 0;
        if (isRegistered) up({ type: "epmd.registered" });
        else refuse("name_taken");
      },
      drained: () => {},
      closed(failure) {
        const isAbsent = !isRegistered && failure?.code === "refused";
        if (isAbsent) up({ type: "epmd.absent" });
        else refuse(`epmd_${failure?.code ?? "closed"}`);
      },
    });
    socket.write(encodeEpmdRequest({ type: "alive", ...input }));
    return { [Symbol.dispose]: () => socket.close() };
  });
}
