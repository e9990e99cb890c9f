import assert from "node:assert/strict";
import {
  listenToSignals,
  type OperatorSignal,
} from "../../src/ports/signals.ts";

const isWindows = Deno.build.os === "windows";

Deno.test({
  name: "signals call their functions until the listening ends",
  ignore: isWindows,
}, async () => {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  // Listening to signals alone does not keep Deno's event loop alive.
  const late = setTimeout(
    () => reject(new Error("SIGUSR2 never came")),
    10_000,
  );
  const end = listenToSignals({ SIGUSR2: resolve, SIGHUP: () => {} });
  Deno.kill(Deno.pid, "SIGUSR2");
  await promise;
  clearTimeout(late);
  end();
  end();
});

Deno.test("a signal that the platform lacks is left out by name", () => {
  const refused: OperatorSignal[] = [];
  const handlers = { SIGLACKING: () => {} } as {
    readonly [signal in OperatorSignal]?: () => void;
  };
  listenToSignals(handlers, (signal) => refused.push(signal))();
  assert.deepEqual(refused as string[], ["SIGLACKING"]);
});
