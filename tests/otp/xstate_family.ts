/**
 * Actors of plain XState for the contract tests, and a way to see what their types hide.
 */
// deno-lint-ignore-file no-explicit-any -- the contract is about what XState's types hide
import {
  type AnyActor,
  type AnyActorLogic,
  type AnyActorRef,
  assign,
  createActor,
  createMachine,
  fromCallback,
  spawnChild,
  stopChild,
} from "xstate";

export const boom = () => {
  throw new Error("boom");
};

export const mortal = createMachine({
  on: { boom: { actions: boom }, finish: ".ended" },
  initial: "alive",
  states: { alive: {}, ended: { type: "final" } },
  output: "last words",
});

export const stillborn = createMachine({ entry: boom });

export const brief = createMachine({
  initial: "ended",
  states: { ended: { type: "final" } },
});

/** A port whose coming and going is written down. */
export function recorded(trace: string[], name = "child"): AnyActorLogic {
  return fromCallback(() => {
    trace.push(`+${name}`);
    return () => void trace.push(`-${name}`);
  });
}

/** An actor, with what its type hides. */
export function inside(ref: unknown): any {
  return ref;
}

/** A root whose errors end in nothing but its snapshot. */
export function rootOf(logic: AnyActorLogic, options: object = {}): AnyActor {
  const root = createActor(logic, options) as AnyActor;
  root.subscribe({ error: () => {} });
  return root;
}

/** A started root with one child that it was made to bear. */
export function family(child: AnyActorLogic) {
  const parent = createMachine({
    entry: spawnChild(child as any, { id: "child" }),
    on: {
      stop: { actions: stopChild("child") },
      "xstate.error.actor.*": {
        actions: assign({ heard: ({ event }: any) => event }),
      },
      "xstate.done.actor.*": {
        actions: assign({ heard: ({ event }: any) => event }),
      },
    },
    context: { heard: undefined },
  });
  const root = rootOf(parent);
  const registry = watchRegistry(root);
  root.start();
  const ref: AnyActorRef = root.getSnapshot().children.child;
  const heard = () => root.getSnapshot().context.heard;
  return { root, registry, child: ref, heard };
}

/** Writes down who registers, and who unregisters, with the processing status it then has. */
export function watchRegistry({ system }: AnyActor): string[] {
  const seen: string[] = [];
  const insides = inside(system);
  const { _register, _unregister } = insides;
  insides._register = (sessionId: string, ref: AnyActorRef) => {
    seen.push(`+${ref.id}`);
    return _register(sessionId, ref);
  };
  insides._unregister = (ref: AnyActorRef) => {
    seen.push(`-${ref.id}@${inside(ref)._processingStatus}`);
    _unregister(ref);
  };
  return seen;
}
