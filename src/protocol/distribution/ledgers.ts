/**
 * What the connections of a node remember, beside the actors and outliving them, and what they decide by.
 *
 * @module
 */
import { flagsOf } from "../../wire/distribution/flags.ts";
import type { Ambient } from "../ambient.ts";
import { allowed } from "./allow.ts";
import { Challenges } from "./challenges.ts";
import { Dialing } from "./dialing.ts";
import { claimOf, type Them, type Us } from "./handshake.ts";
import { Roster } from "./roster.ts";
import { type Verdict, verdictOn } from "./rivalry.ts";
import type { ResolvedDistribution } from "./settings.ts";
import { Strangers } from "./strangers.ts";

/** Time and chance, as the distribution needs them. */
export interface DistributionAmbient extends Ambient {
  /** 32 bits that nobody can foretell. */
  readonly challenge: () => number;
}

/** Why a node is not even tried. */
export type NotTried = "own_name" | "not_allowed" | "connected";

/** Names under which we reached ourselves that are remembered. */
const aliasesMax = 256;

/** Time for which an attempt of ours waits for a stranger who claims to be whom we want, in ms: that of a handshake. */
const heldMsMax = 7_000;

/** The ledgers of the connections; what is in them changes in place. */
export class ConnectionLedgers {
  /** Time and chance. */
  readonly ambient: DistributionAmbient;
  /** Whom we connect to, and when. */
  readonly dialing: Dialing;
  /** Who is connected. */
  readonly roster: Roster = new Roster();
  /** Who has proved nothing yet. */
  readonly strangers: Strangers = new Strangers();
  /** What we asked strangers. */
  readonly challenges: Challenges = new Challenges();
  #us: Us;
  #settings: ResolvedDistribution;
  #isAllowed: (node: string) => boolean;
  /** A longer tick time from before holds on: peers could not know that they were to say something sooner. */
  #patience = { ticktimeMs: 0, untilMs: 0 };
  readonly #aliases = new Set<string>();

  /** Empty ledgers, but for who is to be connected always. */
  constructor(
    us: Us,
    settings: ResolvedDistribution,
    ambient: DistributionAmbient,
  ) {
    this.#us = us;
    this.#settings = settings;
    this.ambient = ambient;
    this.dialing = new Dialing(ambient.random);
    this.#isAllowed = allowed(settings.allow);
    this.#keep();
  }

  /** Who we are, to those with whom we shake hands from now on. */
  get us(): Us {
    return this.#us;
  }

  /** The settings in force. */
  get settings(): ResolvedDistribution {
    return this.#settings;
  }

  /** Takes changed settings. Who is connected stays so, even if it would not be let in again. */
  reconfigure(settings: ResolvedDistribution): void {
    const before = this.#settings;
    const ticktimeMs = this.silentMs();
    const untilMs = this.ambient.nowMs() + ticktimeMs;
    this.#patience = { ticktimeMs, untilMs };
    this.#settings = settings;
    const { cookie } = settings;
    this.#us = { ...this.#us, flags: flagsOf(settings), cookie };
    this.#isAllowed = allowed(settings.allow);
    for (const node of before.connect) this.dialing.release(node);
    this.#keep();
  }

  /** Silence after which a peer is down, in ms. */
  silentMs(): number {
    const { ticktimeMs, untilMs } = this.#patience;
    const own = this.#settings.net_ticktime * 1_000;
    return this.ambient.nowMs() < untilMs ? Math.max(own, ticktimeMs) : own;
  }

  /** Why `node` is not to be connected to; undefined if it is. */
  notTried(node: string): NotTried | undefined {
    if (node === this.us.node || this.#aliases.has(node)) return "own_name";
    if (this.roster.connected.has(node)) return "connected";
    return this.#isAllowed(node) ? undefined : "not_allowed";
  }

  /** Whom to dial now. One that seems to be connecting to us itself is waited for, but not for long: anybody can claim a name. */
  dials(): readonly string[] {
    const { dialing, roster } = this;
    const nowMs = this.ambient.nowMs();
    return dialing.take(
      nowMs,
      (node, sinceMs) => nowMs - sinceMs < heldMsMax && roster.isClaimed(node),
    );
  }

  /** What a stranger who says that it is `them` is answered. */
  verdictOn(them: Them): Verdict {
    const { node } = them;
    return verdictOn(claimOf(them), {
      us: this.us,
      isAllowed: this.#isAllowed(node),
      isConnected: this.roster.connected.has(node),
      isDialled: this.dialing.isDialing(node),
    });
  }

  /** Has those connected, and kept so, that the settings name. */
  #keep(): void {
    for (const node of this.#settings.connect) {
      const reason = this.notTried(node);
      if (reason === "own_name" || !this.#isAllowed(node)) continue;
      this.dialing.want(node, "kept", this.ambient.nowMs());
      if (reason === "connected") this.dialing.connected(node);
    }
  }

  /** That name means ourselves: it is not dialled again. */
  rememberAlias(node: string): void {
    this.dialing.forget(node);
    if (this.#aliases.size < aliasesMax) this.#aliases.add(node);
  }
}
