import assert from "node:assert/strict";

/** How long two busy cores may take until the second collection, in ms. */
const patienceMs = 30_000;

const program = new URL("telling_node.ts", import.meta.url).pathname;

Deno.test("where OTEL_DENO is set metrics and rounds are told, without a permission more", async () => {
  const wanted = new Set([
    "rookery.dropped ",
    "rookery.actors ",
    "rookery.event_loop_lag ",
    "rookery.timer_step ",
    "SPAN round ",
    "actor: overlays/office/unicast",
  ]);
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-net", program],
    env: {
      OTEL_DENO: "true",
      OTEL_EXPORTER_OTLP_PROTOCOL: "console",
      OTEL_METRIC_EXPORT_INTERVAL: "500",
      NO_COLOR: "1",
    },
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
  let said = "";
  for await (
    const text of child.stderr.pipeThrough(new TextDecoderStream())
  ) {
    said += text;
    for (const word of wanted) if (said.includes(word)) wanted.delete(word);
    if (wanted.size === 0) break;
  }
  clearTimeout(timer);
  child.kill("SIGKILL");
  await child.status;
  assert.deepEqual([...wanted], [], said);
});

Deno.test("without OTEL_DENO nothing is told", async () => {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-net", program, "briefly"],
    env: { NO_COLOR: "1" },
  }).output();
  assert(success);
  assert.equal(stdout.length + stderr.length, 0);
});
