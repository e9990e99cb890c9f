/**
 * Asks the EPMD of a host where a node listens.
 *
 * @module
 */
import {
  decodePortAnswer,
  encodeEpmdRequest,
} from "../wire/distribution/mod.ts";
import type { World } from "./world.ts";

/** Whom to ask about. */
export interface EpmdQuestion {
  /** The node's host: a name or an address. */
  readonly host: string;
  /** The node's name before the `@`. */
  readonly name: string;
  /** Where EPMD listens on that host. */
  readonly epmdPort: number;
}

/** Where it listens, or why that is not known. */
export type EpmdAnswered =
  | { readonly port: number }
  | { readonly refused: string };

/** Bytes of an answer: a node with the longest name and something extra. */
const answerBytesMax = 1_024;

/** Asks; `told` is called once, later, unless it is disposed before. There is no time limit: who asks has one. */
export function askEpmd(
  { tcp }: Pick<World, "tcp">,
  { host, name, epmdPort }: EpmdQuestion,
  told: (answer: EpmdAnswered) => void,
): Disposable {
  let bytes = new Uint8Array(0);
  const end = (answer: EpmdAnswered) => {
    socket.close();
    told(answer);
  };
  const socket = tcp.connect({ host, port: epmdPort }, {
    opened: () => {},
    received(more) {
      bytes = joined(bytes, more);
      const answer = decodePortAnswer(bytes);
      if (!answer.ok) {
        const isBad = answer.error.code !== "truncated" ||
          bytes.length > answerBytesMax;
        return isBad ? end({ refused: "epmd_nonsense" }) : undefined;
      }
      const { value } = answer;
      end(value.type === "port" ? value : { refused: "not_registered" });
    },
    drained: () => {},
    closed: (failure) => told({ refused: `epmd_${failure?.code ?? "closed"}` }),
  });
  socket.write(encodeEpmdRequest({ type: "port_please", name }));
  return { [Symbol.dispose]: () => socket.destroy() };
}

/** Both, one after the other. */
export function joined(
  before: Uint8Array,
  more: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(before.length + more.length);
  all.set(before);
  all.set(more, before.length);
  return all;
}
