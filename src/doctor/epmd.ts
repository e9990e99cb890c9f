/**
 * Asks the EPMD of a host which nodes it knows.
 *
 * @module
 */
import type { World } from "../ports/world.ts";
import type { EpmdTrial } from "../protocol/doctor_distribution.ts";
import { concat } from "../wire/bytes.ts";
import {
  decodeNamesAnswer,
  encodeEpmdRequest,
  EPMD_NAMES_BYTES_MAX,
} from "../wire/distribution/mod.ts";

/** How long it may take, in ms: a host that is there answers in a few. */
const answerMs = 3_000;

/** Asks; settles within three seconds. */
export function tryEpmd(
  { tcp, clock }: Pick<World, "tcp" | "clock">,
  host: string,
  port: number,
  isOurs: boolean,
): Promise<EpmdTrial> {
  return new Promise((resolve) => {
    const end = (answer: EpmdTrial["answer"]) => {
      clock.clearTimeout(timer);
      socket.destroy();
      resolve({ host, port, isOurs, answer });
    };
    let bytes: Uint8Array = new Uint8Array(0);
    const socket = tcp.connect({ host, port }, {
      opened: () => {},
      received(more) {
        bytes = concat(bytes, more);
        if (bytes.length > EPMD_NAMES_BYTES_MAX) {
          end({ refused: "epmd_nonsense" });
        }
      },
      drained: () => {},
      closed(failure) {
        if (failure) return end({ refused: `epmd_${failure.code}` });
        end(answerIn(bytes, port));
      },
    });
    const timer = clock.setTimeout(
      () => end({ refused: "epmd_timed_out" }),
      answerMs,
    );
    socket.write(encodeEpmdRequest({ type: "names" }));
  });
}

/** EPMD's answer begins with its own port; whatever else listens there says something else. */
function answerIn(bytes: Uint8Array, port: number): EpmdTrial["answer"] {
  const answer = decodeNamesAnswer(bytes);
  if (
    !answer.ok ||
    new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) !== port
  ) {
    return { refused: "epmd_nonsense" };
  }
  return { names: answer.value.entries.map(({ name }) => name) };
}
