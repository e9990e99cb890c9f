/**
 * An XState program for a browser to look at: one actor of every kind, and as many of a crowd as a test wants.
 *
 * @module
 */
import {
  createMachine,
  fromCallback,
  fromObservable,
  fromPromise,
  fromTransition,
} from "xstate";
import { type InspectOptions, inspectSystem } from "../../src/inspector/mod.ts";
import {
  type AnyRef,
  childOf,
  type ChildSpec,
  fromPort,
  type Logic,
  membersOf,
  pool,
  type PoolEvent,
  startTree,
  supervisor,
  type Tree,
  type TreeClock,
} from "../../src/otp/mod.ts";

/** A lamp, which breaks when it is hit. */
export const lamp: Logic = createMachine({
  id: "lamp",
  initial: "off",
  context: { presses: 0 },
  states: {
    off: { tags: "waiting", on: { press: "on" } },
    on: { tags: "healthy", on: { press: "off" } },
  },
  on: {
    hit: {
      actions: () => {
        const cause = new Error("glass is brittle");
        throw new Error("the bulb broke", { cause });
      },
    },
  },
});

/** A radio: states within states, several at once, a history, a time and an end. */
const radio: Logic = createMachine({
  id: "radio",
  initial: "off",
  states: {
    off: { on: { power: "on.last", scrap: "scrapped" } },
    on: {
      type: "parallel",
      on: { power: "off" },
      states: {
        band: {
          initial: "fm",
          states: {
            fm: {
              initial: "mono",
              on: { band: "am" },
              states: {
                mono: { on: { better: "stereo" } },
                stereo: { on: { worse: "mono" } },
              },
            },
            am: { on: { band: "fm" } },
          },
        },
        alarm: {
          initial: "unset",
          states: {
            unset: { on: { alarm: "set" } },
            set: { tags: "waiting", after: { 3_600_000: "ringing" } },
            ringing: { on: { alarm: "unset" } },
          },
        },
        last: { type: "history", history: "deep" },
      },
    },
    scrapped: { type: "final" },
  },
});

/** What a program consists of beside its crowd: a child of each kind. */
const household: readonly ChildSpec[] = [
  { id: "lamp", logic: lamp },
  { id: "radio", logic: radio, restart: "transient" },
  {
    id: "rooms",
    logic: supervisor({
      id: "rooms",
      strategy: "rest_for_one",
      children: [{ id: "kitchen", logic: lamp }, { id: "cellar", logic: lamp }],
    }),
  },
  {
    id: "socket",
    logic: fromPort(() => ({ receive() {}, [Symbol.dispose]() {} })),
  },
  {
    id: "letter",
    logic: fromPromise(() => new Promise<never>(() => {})),
    restart: "temporary",
  },
  { id: "bell", logic: fromCallback(() => () => {}) },
  {
    id: "weather",
    logic: fromObservable(() => ({
      subscribe: () => ({ unsubscribe() {} }),
    })),
  },
  { id: "sum", logic: fromTransition((sum: number) => sum + 1, 0) },
];

/** How a program is set up. */
export interface ProgramOptions extends InspectOptions {
  /** How many lamps its crowd has; none, and no crowd. */
  readonly crowd?: number;
  /** Where it is served; wherever there is room. */
  readonly port?: number;
  /** Time of its actors. */
  readonly treeClock?: TreeClock;
}

/** A running program with an inspector. */
export class Program implements AsyncDisposable {
  /** Its actors. */
  readonly tree: Tree;
  /** Its port. */
  readonly port: number;
  /** Where its page is, with a `/` at the end. */
  readonly address: string;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #handler: ReturnType<typeof inspectSystem>;

  /** Starts it. */
  constructor(options: ProgramOptions = {}) {
    const { crowd = 0, port = 0, treeClock, ...more } = options;
    const children = crowd === 0 ? household : [
      ...household,
      { id: "street", logic: pool({ logic: lamp, restart: "permanent" }) },
    ];
    const logic = supervisor({
      id: "house",
      strategy: "one_for_one",
      intensity: { restarts: 100, withinMs: 1_000 },
      children,
    });
    this.tree = startTree(logic, treeClock && { clock: treeClock });
    for (let number = 0; number < crowd; number++) {
      const id = `lamp${number}`;
      this.tellCrowd({ type: "pool.start", id, input: undefined });
    }
    this.#handler = inspectSystem(this.tree.root, { title: "house", ...more });
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port, onListen() {} },
      this.#handler,
    );
    this.port = this.#server.addr.port;
    this.address = `http://127.0.0.1:${this.port}/`;
  }

  /** The actor at that path. */
  at(path: string): AnyRef {
    let ref: AnyRef | undefined = this.tree.root;
    for (const id of path.split("/")) {
      const here: AnyRef = ref!;
      ref = childOf(here, id) ?? membersOf(here)?.get(id);
      if (!ref) throw new Error(`Nobody is at ${path}`);
    }
    return ref;
  }

  /** Hands something to the crowd. */
  tellCrowd(event: PoolEvent<unknown, unknown>): void {
    childOf(this.tree.root, "street")!.send(event);
  }

  /** Hands an event to a member of the crowd. */
  tellMember(number: number, event: { readonly type: string }): void {
    this.tellCrowd({ type: "pool.send", id: `lamp${number}`, event });
  }

  /** Ends the program and what is served. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#handler.close();
    await this.#server.shutdown();
    this.tree.stop();
  }
}
