/** What OTP 25.2.3 said, recorded by record.ts. */
import json from "../../vectors/distribution.json" with { type: "json" };

export interface RecordedFrame {
  /** Which node sent it. */
  readonly from: string;
  /** All of it, its length included. */
  readonly bytes: Uint8Array;
}

export interface Recording {
  /** What was sent up to the acknowledgement of the challenge, in order. */
  readonly handshake: readonly RecordedFrame[];
  /** What was sent afterwards, in order. */
  readonly frames: readonly RecordedFrame[];
}

const HANDSHAKE_FRAMES = 5;

export const { cookie, epmd } = json;

/** With our flags. */
export const withHeader = recordingOf(json.with_header);

/** Without fragments, payloads of exits and aliases. */
export const passThrough = recordingOf(json.pass_through);

/** What EPMD was asked, length included, and answered. */
export function asked(of: string): [request: Uint8Array, answer: Uint8Array] {
  const found = epmd.find((exchange) => exchange.of === of);
  if (found === undefined) throw new Error(`Nothing is recorded of ${of}`);
  return [Uint8Array.fromHex(found.request), Uint8Array.fromHex(found.answer)];
}

function recordingOf(
  recorded: readonly { readonly from: string; readonly hex: string }[],
): Recording {
  const all = recorded
    .map(({ from, hex }) => ({ from, bytes: Uint8Array.fromHex(hex) }));
  return {
    handshake: all.slice(0, HANDSHAKE_FRAMES),
    frames: all.slice(HANDSHAKE_FRAMES)
      .filter(({ bytes }) => bytes.length > 4),
  };
}
