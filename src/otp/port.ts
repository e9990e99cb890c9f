/**
 * A port is the only kind of actor that touches the world. It differs from XState's
 * `fromCallback` in one promise: however it ends (stopped, threw in `receive`, failed from
 * outside, or its owner crashed), what it opened is disposed exactly once.
 *
 * @module
 */
import { marked } from "./kind.ts";
import type { AnyRef, AnyState, Logic } from "./logic.ts";
import { adopt, dispose, onTermination, parentOf, relay } from "./system.ts";

/** What a port gives back once the world is open. */
export interface Port<TEvent> extends Disposable {
  /** Handles one event from the owner; throwing crashes the port. */
  receive?(event: TEvent): void;
}

/** What a port is given. */
export interface PortScope<TInput, TUp> {
  /** Input of this incarnation. */
  readonly input: TInput;
  /** Delivers `event` to the owner; ignored before `open` returned and after the end. */
  readonly up: (event: TUp) => void;
  /**
   * Delivers `event` past the owner, with the port as its sender, to the actor that has this system id at the moment;
   * says whether anybody had it. Ignored before `open` returned and after the end.
   */
  readonly deliver: (
    systemId: string,
    event: { readonly type: string },
  ) => boolean;
  /** Crashes the port from outside a step, e.g. when its read loop was rejected. */
  readonly fail: (error: unknown) => void;
}

/** State of a port: its input, and whether it lives. */
export interface PortState<TInput> extends AnyState {
  /** What it was started with. */
  readonly input: TInput;
}

interface Crash {
  readonly type: "port.crash";
  readonly error: unknown;
}

/**
 * Actor logic that opens something when it starts and disposes it exactly once.
 *
 * @example A stopwatch that tells its owner every second.
 * ```ts
 * import { fromPort } from "@rookery/rookery/otp";
 *
 * const stopwatch = fromPort<{ type: "reset" }, { everyMs: number }, { type: "ticked" }>(
 *   ({ input, up }) => {
 *     const timer = setInterval(() => up({ type: "ticked" }), input.everyMs);
 *     return { [Symbol.dispose]: () => clearInterval(timer) };
 *   },
 * );
 * ```
 */
export function fromPort<
  TEvent,
  TInput,
  TUp,
>(
  open: (scope: PortScope<TInput, TUp>) => Port<TEvent>,
): Logic<TEvent, TInput> {
  type State = PortState<TInput>;
  const opened = new WeakMap<AnyRef, Port<TEvent>>();

  return marked("port", {
    getInitialSnapshot(
      { self }: { readonly self: AnyRef },
      input: TInput,
    ): State {
      adopt(self);
      return { status: "active", input };
    },
    getPersistedSnapshot: (state: State) => state,
    start(state: State, { self }: { readonly self: AnyRef }): void {
      const owner = parentOf(self);
      let isOpening = true;
      const port = open({
        input: state.input,
        up: (event) => {
          if (owner && opened.has(self)) relay(self, owner, event);
        },
        deliver: (systemId, event) => {
          const target = opened.has(self) && self.system.get(systemId);
          if (!target) return false;
          relay(self, target, event);
          return true;
        },
        fail: (error) => {
          if (!isOpening && !opened.has(self)) return;
          const crash: Crash = { type: "port.crash", error };
          self.send(crash);
        },
      });
      isOpening = false;
      opened.set(self, port);
      onTermination(self, () => {
        opened.delete(self);
        port[Symbol.dispose]();
      });
    },
    transition(
      state: State,
      event: TEvent,
      { self }: { readonly self: AnyRef },
    ): State {
      const incoming = event as { readonly type?: string };
      if (incoming.type === "xstate.stop") {
        dispose(self);
        return { ...state, status: "stopped" };
      }
      if (incoming.type === "port.crash") {
        throw (event as unknown as Crash).error;
      }
      opened.get(self)?.receive?.(event);
      return state;
    },
  });
}
