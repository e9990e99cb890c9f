/**
 * Actors that write down when they come and go: `+a`, `-a`. A trace in which every `+` has its `-`
 * leaked nothing.
 */
import { createMachine } from "xstate";
import {
  type AnyRef,
  type ChildSpec,
  fromPort,
  type Logic,
  type Restart,
  startTree,
  type Strategy,
  supervisor,
  type SupervisorSpec,
  type Tree,
} from "../../src/otp/mod.ts";
import { VirtualClock } from "../../src/sim/clock.ts";

/** What a traced port is told. */
export type TracedEvent = { readonly type: "boom" | "ping" };

/** A trace, and the actors that write it. */
export class Trace {
  /** What happened since it was last taken. */
  #entries: string[] = [];
  readonly #open: string[] = [];
  /** By name: makes the port crash from outside a step. */
  readonly fail: Map<string, (error: unknown) => void> = new Map();

  /** What happened since the last call. */
  take(): string {
    const taken = this.#entries.join(" ");
    this.#entries = [];
    return taken;
  }

  /** Names that came and have not gone, in the order in which they came. */
  get open(): readonly string[] {
    return this.#open;
  }

  /** Adds an entry. */
  write(entry: string): void {
    this.#entries.push(entry);
  }

  /** A port that opens, closes, and crashes on `boom`. */
  port(name: string): Logic<TracedEvent> {
    return fromPort<TracedEvent, unknown, { type: string }>(
      ({ fail, up }) => {
        this.write(`+${name}`);
        this.#open.push(name);
        this.fail.set(name, fail);
        return {
          receive: ({ type }) => {
            if (type === "boom") throw new Error(`${name} boom`);
            up({ type: "pong" });
          },
          [Symbol.dispose]: () => {
            this.write(`-${name}`);
            this.#open.splice(this.#open.lastIndexOf(name), 1);
          },
        };
      },
    );
  }

  /** A machine that holds a port and crashes on `boom`, at its port's crash, or completes on `finish`. */
  worker(name: string): Logic {
    return createMachine({
      id: name,
      invoke: { src: this.port(name), id: "port" },
      on: {
        boom: {
          actions: () => {
            throw new Error(`${name} boom`);
          },
        },
        finish: ".finished",
      },
      initial: "working",
      states: { working: {}, finished: { type: "final" } },
    });
  }

  /** Specifications of one worker each, all of one restart kind. */
  workers(names: string, restart?: Restart): readonly ChildSpec[] {
    return names.split(" ").map((id) => ({
      id,
      logic: this.worker(id),
      ...(restart && { restart }),
    }));
  }
}

/** A supervisor of workers on a clock that is moved by hand. */
export function startWorkers(
  strategy: Strategy,
  options: {
    readonly names?: string;
    readonly restart?: Restart;
    readonly children?: readonly ChildSpec[];
    readonly intensity?: SupervisorSpec["intensity"];
    readonly trace?: Trace;
  } = {},
): WorkerTree {
  const { trace = new Trace(), names = "a b c", restart } = options;
  const clock = new VirtualClock();
  const tree = startTree(
    supervisor({
      id: "workers",
      strategy,
      children: options.children ?? trace.workers(names, restart),
      intensity: options.intensity ?? { restarts: 1, withinMs: 5_000 },
    }),
    { clock },
  );
  return Object.assign(tree, { trace, clock, child: childIn(tree) });
}

/** A tree with what its tests look at. */
export interface WorkerTree extends Tree {
  /** What came and went. */
  readonly trace: Trace;
  /** The tree's time. */
  readonly clock: VirtualClock;
  /** The running actor at a path. */
  readonly child: (path: string) => AnyRef;
}

/** Finds the running actors of a tree by their paths. */
export function childIn({ root }: Tree): (path: string) => AnyRef {
  return (path) => {
    const ref = root.system.get(path) as AnyRef | undefined;
    if (!ref) throw new Error(`Nobody runs at ${path}`);
    return ref;
  };
}

/** The messages of an error and of all its causes. */
export function causes(error: unknown): string[] {
  return error instanceof Error
    ? [error.message, ...causes(error.cause)]
    : error === undefined
    ? []
    : [String(error)];
}

/** How a tree ended: `stopped`, or the error's chain of messages. */
export function endOf(tree: Tree): Promise<"stopped" | string[]> {
  return tree.closed.then(() => "stopped" as const, causes);
}
