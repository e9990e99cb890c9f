/**
 * The tree of a running node's actors, as it is at one moment: who lives where, in which state, how often it was started
 * again, and what it died of last.
 *
 * @module
 */
import {
  type AnyRef,
  type AnyState,
  childrenOf,
  inFamilyOrder,
  isSupervised,
  kindOf,
  type LogicKind,
  parentOf,
  pathOf,
  restartChild,
  type Tree,
  type Trouble,
} from "./otp/mod.ts";
import { reasonOf } from "./protocol/reason.ts";

/** An actor as it is at one moment. */
export interface ActorView {
  /** Its place in the tree; the root's is `root`. */
  readonly path: string;
  /** What kind of actor it is: a supervisor, a pool, a port, or what XState calls it. */
  readonly kind: LogicKind;
  /** Where its statechart is, such as `open.serving`; `active` if it has none, or no states. */
  readonly state: string;
  /** What the state is tagged, such as `healthy` or `troubled`. */
  readonly tags: readonly string[];
  /** Actors right under it. */
  readonly children: number;
  /** How often it was started again. */
  readonly restarts: number;
  /** What it died of last. */
  readonly lastCrash?: ActorCrash;
}

/** How an actor died. */
export interface ActorCrash {
  /** When, in ms since the Unix epoch. */
  readonly atMs: number;
  /** What it threw, with the chain of causes. */
  readonly reason: string;
}

/** Looks at the actors of a tree. */
export class ActorTree {
  readonly #tree: Tree;

  /** Looks at nothing yet. */
  constructor(tree: Tree) {
    this.#tree = tree;
  }

  /** All actors, parents before their children, siblings as their supervisor keeps them or as they were started. */
  *views(): Generator<ActorView, void, void> {
    const waiting: AnyRef[] = [this.#tree.root];
    while (waiting.length > 0) {
      const ref = waiting.pop()!;
      yield this.#viewOf(ref);
      const family = inFamilyOrder(ref, childrenOf(ref), ({ id }) => id);
      waiting.push(...family.toReversed());
    }
  }

  /** Starts an actor afresh, at no cost to its supervisor's budget; says whether there is one, and if it has a supervisor. */
  restart(path: string): "restarted" | "missing" | "unsupervised" {
    const ref = actorAt(this.#tree.root, path);
    if (!ref) return "missing";
    const parent = parentOf(ref);
    if (!parent || !isSupervised(ref)) return "unsupervised";
    return restartChild(parent, ref.id) ? "restarted" : "missing";
  }

  #viewOf(ref: AnyRef): ActorView {
    const path = pathOf(ref);
    const { restarts, lastCrash } = this.#tree.lifecycle.troubleOf(path);
    const { value, tags } = ref.getSnapshot() as MachineState;
    return {
      path,
      kind: kindOf(ref),
      // A machine of no states has a value, in which there is nothing.
      state: value === undefined ? "active" : stateText(value) || "active",
      tags: [...tags ?? []],
      children: childrenOf(ref).length,
      restarts,
      ...(lastCrash && { lastCrash: crashOf(lastCrash) }),
    };
  }
}

function crashOf(
  { atMs, error }: NonNullable<Trouble["lastCrash"]>,
): ActorCrash {
  return { atMs, reason: reasonOf(error) };
}

/** The actor at a path, by the root of its tree. */
export function actorAt(root: AnyRef, path: string): AnyRef | undefined {
  if (path === pathOf(root)) return root;
  let ref: AnyRef | undefined = root;
  for (const id of path.split("/")) {
    ref = ref && childrenOf(ref).find((child) => child.id === id);
  }
  return ref;
}

type StateValue = string | { readonly [region: string]: StateValue };

type MachineState = AnyState & {
  readonly value?: StateValue;
  readonly tags?: Iterable<string>;
};

/** Dots between a state and the one within it, commas between those that it is in at once. */
function stateText(value: StateValue): string {
  if (typeof value === "string") return value;
  return Object.entries(value)
    .map(([state, inner]) => {
      const text = stateText(inner);
      return text === "" ? state : `${state}.${text}`;
    }).join(", ");
}
