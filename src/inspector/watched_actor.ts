/**
 * One actor that is watched: what its row says, and all about it when somebody selected it.
 *
 * @module
 */
import {
  type AnyRef,
  type AnyState,
  inputOf,
  kindOf,
  logicOf,
  mailboxDepth,
  parentOf,
  pathOf,
  sessionIdOf,
  specsOf,
  systemIdOf,
  timersOf,
} from "../otp/mod.ts";
import type { Charts } from "./charts.ts";
import type { ActorDetail, ActorRow, StateValue } from "./frame.ts";
import { jsonOf } from "./json_value.ts";

/** The parts of a machine's snapshot that a row shows. */
type MachineState = AnyState & {
  readonly value?: StateValue;
  readonly tags?: Iterable<string>;
  readonly context?: unknown;
};

/** What a row says of what became of the actors of its path. */
export type RowTrouble = Pick<ActorRow, "restarts" | "crash">;

/** An actor that is watched. */
export class WatchedActor {
  /** The actor. */
  readonly ref: AnyRef;
  /** Its session id. */
  readonly id: string;
  /** The id of the actor that it lives under; the root has none. */
  readonly parent: string | undefined;
  /** Events that it received since somebody watches. */
  events = 0;
  /** Whether its row may have changed since it was written. */
  isDirty = false;
  /** Whether it ended. */
  hasEnded = false;
  /** Its row as JSON, as it was last written. */
  text = "";
  /** Whether it is one of a crowd: mere events are no news then. */
  readonly #isMember: boolean;
  readonly #path: string;
  readonly #kind: ActorRow["kind"];
  readonly #chart: string | undefined;
  /** The states that were last written. */
  #value: StateValue | undefined;

  /** Looks at what does not change. */
  constructor(ref: AnyRef, charts: Charts) {
    this.ref = ref;
    this.id = sessionIdOf(ref);
    const parent = parentOf(ref);
    this.parent = parent && sessionIdOf(parent);
    this.#isMember = parent !== undefined && kindOf(parent) === "pool";
    this.#path = pathOf(ref);
    this.#kind = kindOf(ref);
    this.#chart = charts.keyOf(logicOf(ref));
  }

  /** Writes the row anew; says whether it is another. A member's number of events makes no other row. */
  write(troubleOf: (path: string) => RowTrouble): boolean {
    const state = this.ref.getSnapshot() as MachineState | undefined;
    const isMachine = this.#chart !== undefined;
    const value = isMachine ? state?.value : undefined;
    const isSame = this.#isMember && this.text !== "" && !this.hasEnded &&
      isSameValue(value, this.#value);
    this.#value = value;
    if (isSame) return false;
    const tags = isMachine ? [...state?.tags ?? []] : [];
    const { restarts, crash } = troubleOf(this.#path);
    const row: ActorRow = {
      id: this.id,
      ...(this.parent !== undefined && { parent: this.parent }),
      name: this.parent === undefined ? this.#path : this.ref.id,
      kind: this.#kind,
      ...(this.#chart !== undefined && { chart: this.#chart }),
      status: state?.status ?? "active",
      ...(value !== undefined && { value }),
      ...(tags.length > 0 && { tags }),
      ...{ events: this.events, restarts },
      ...(crash && { crash }),
    };
    const text = JSON.stringify(row);
    const isOther = text !== this.text;
    this.text = text;
    return isOther;
  }

  /** What there is to see of its state. */
  #shown(state: MachineState | undefined): unknown {
    if (this.#chart === undefined) return state;
    const { context } = state ?? {};
    if (this.#kind !== "supervisor") return context;
    // What children are started with can be seen where they are, and is more than all else there is to see here.
    const specs = specsOf(this.ref).map(({ input: _, ...spec }) => spec);
    return { ...context as object, specs };
  }

  /** All about it. */
  detail(): ActorDetail {
    const { ref, id } = this;
    const state = ref.getSnapshot() as MachineState | undefined;
    const systemId = systemIdOf(ref);
    const input = inputOf(ref);
    return {
      id,
      ...(systemId !== undefined && { systemId }),
      context: jsonOf(this.#shown(state)),
      ...(input !== undefined && { input: jsonOf(input) }),
      mailbox: mailboxDepth(ref),
      timers: timersOf(ref),
    };
  }
}

/** A compound state's value is another object after each step. */
function isSameValue(
  a: StateValue | undefined,
  b: StateValue | undefined,
): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object") return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length &&
    keys.every((key) => isSameValue(a[key], b[key]));
}
