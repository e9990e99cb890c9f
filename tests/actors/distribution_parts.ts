/**
 * What tests of the distribution's charts are made of: ledgers, names and frames.
 *
 * @module
 */
import { ConnectionLedgers } from "../../src/protocol/distribution/ledgers.ts";
import { resolveSettings } from "../../src/protocol/settings.ts";
import { challengeDigest, flagsOf } from "../../src/wire/distribution/mod.ts";
import { Secret } from "../../src/wire/secret.ts";

/** The challenge that we always give out. */
export const ourChallenge = 4_711;

/** What we can do. */
export const flags = flagsOf({ hidden: false });

/** Ledgers of `m@10.0.0.1`, in which time stands still at 0 unless told. */
export function ledgersOf(
  nowMs: () => number = () => 0,
  settings: object = {},
): ConnectionLedgers {
  const { distribution } = resolveSettings({
    distribution: { cookie: "monster", ...settings },
  });
  const us = {
    ...{ node: "m@10.0.0.1", creation: 5, flags },
    cookie: distribution!.cookie,
  };
  const challenge = () => ourChallenge;
  return new ConnectionLedgers(us, distribution!, {
    ...{ nowMs, random: () => 0.5, challenge },
  });
}

/** A frame of the handshake as the line tells of it. */
export function received(frame: object): object {
  return { type: "frame.received", frame };
}

/** Frames that another node sends. */
export const frames = {
  name: (name: string, creation = 9) =>
    received({ type: "name", ...{ name, creation, flags } }),
  status: (status: string) => received({ type: "status", status }),
  challenge: (name: string, challenge = 1, creation = 9) =>
    received({ type: "challenge", ...{ name, challenge, creation, flags } }),
  reply: (cookie = "monster") =>
    received({
      type: "challenge_reply",
      challenge: 2,
      digest: challengeDigest(new Secret(cookie), ourChallenge),
    }),
  ack: (cookie = "monster") =>
    received({
      type: "challenge_ack",
      digest: challengeDigest(new Secret(cookie), ourChallenge),
    }),
};
