/**
 * What the operator says by signals: stop (SIGINT, SIGTERM), read the settings again (SIGHUP), show (SIGUSR2).
 *
 * @module
 */

/** The signals a node listens to. */
export type OperatorSignal = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGUSR2";

/**
 * Calls the given functions when their signals come; returns what ends that.
 *
 * A signal that the platform does not have (Windows has neither SIGUSR2 nor SIGTERM) is left out: `refused` names it.
 */
export function listenToSignals(
  handlers: { readonly [signal in OperatorSignal]?: () => void },
  refused: (signal: OperatorSignal) => void = () => {},
): () => void {
  const listening: [OperatorSignal, () => void][] = [];
  for (
    const [signal, handle] of Object.entries(handlers) as [
      OperatorSignal,
      () => void,
    ][]
  ) {
    try {
      Deno.addSignalListener(signal, handle);
      listening.push([signal, handle]);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      refused(signal);
    }
  }
  return () => {
    for (const [signal, handle] of listening.splice(0)) {
      Deno.removeSignalListener(signal, handle);
    }
  };
}
