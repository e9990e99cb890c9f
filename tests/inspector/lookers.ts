/**
 * A supervision tree on virtual time, and viewers who look at it through a hub.
 *
 * @module
 */
import { createMachine } from "xstate";
import type { Frame, LifecycleEntry } from "../../src/inspector/frame.ts";
import { Hub, type HubOptions } from "../../src/inspector/hub.ts";
import type { HubViewing } from "../../src/inspector/hub_viewing.ts";
import {
  type AnyRef,
  childrenOf,
  type ChildSpec,
  type Logic,
  sessionIdOf,
  startTree,
  supervisor,
  type Tree,
} from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/clock.ts";

/** A lamp, which crashes when it is told to. */
export const lamp: Logic = createMachine({
  id: "lamp",
  initial: "off",
  context: { presses: 0 },
  states: {
    off: { tags: "dark", on: { press: "on" } },
    on: { on: { press: "off" } },
  },
  on: {
    boom: {
      actions: ({ event }) => {
        throw event.error;
      },
    },
  },
});

/** A tree with those children under a supervisor, and a hub over it. */
export function inspected(
  children: readonly ChildSpec[],
  options: Partial<HubOptions> = {},
): Inspected {
  const clock = new VirtualClock();
  const logic = supervisor({ id: "app", strategy: "one_for_one", children });
  const tree = startTree(logic, { clock });
  const hub = new Hub(tree.root, { clock, ...options });
  return new Inspected(tree, clock, hub);
}

/** What `inspected` makes. */
export class Inspected {
  constructor(
    readonly tree: Tree,
    readonly clock: VirtualClock,
    readonly hub: Hub,
  ) {}

  /** The actor of a path. */
  at(path: string): AnyRef {
    let ref = this.tree.root;
    for (const id of path.split("/")) {
      ref = childrenOf(ref).find((child) => child.id === id)!;
    }
    return ref;
  }

  /** Its id in rows. */
  idAt(path: string): string {
    return sessionIdOf(this.at(path));
  }

  /** Somebody who reads as soon as there is something to read. */
  look(): Looker {
    return new Looker(this.hub.open());
  }

  /** Lets time pass, with all that is told meanwhile. */
  async pass(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms);
  }

  [Symbol.dispose](): void {
    this.hub.close();
    this.tree.stop();
  }
}

/** Somebody who reads every frame. */
export class Looker {
  readonly #frames: Frame[] = [];
  /** Settles when there is nothing more to read. */
  readonly over: Promise<void>;

  constructor(readonly viewing: HubViewing) {
    this.over = this.#read();
  }

  /** The frames since the last call. */
  take(): Frame[] {
    return this.#frames.splice(0);
  }

  async #read(): Promise<void> {
    while (true) {
      const text = await this.viewing.next();
      if (text === undefined) return;
      this.#frames.push(JSON.parse(text));
    }
  }
}

/** The next frame, of a viewer who reads by hand. */
export async function frameOf(viewing: HubViewing): Promise<Frame> {
  return JSON.parse((await viewing.next())!);
}

/** `+a -a !a`, as traces of supervision are written. */
export function traceOf(entries: readonly LifecycleEntry[] = []): string {
  const signs = {
    started: "+",
    stopped: "-",
    completed: ".",
    crashed: "!",
    gave_up: "?",
    restarted: "~",
  };
  return entries.map(({ type, path }) => signs[type] + path).join(" ");
}
