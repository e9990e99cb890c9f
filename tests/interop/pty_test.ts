/**
 * The program as a person sees it: on a terminal, with nothing in the environment that would hush a
 * question of Deno's.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import { loneHost, type RunningProcess } from "../support/netns.ts";
import { patienceMs } from "../support/node_process.ts";
import { childOf, endOf, onTerminal, plain, question } from "../support/pty.ts";

const ignore = needs("ip", "script");

/** How long a node may take to end, in ms. */
const endMsMax = 2_000;

Deno.test({
  name: "on a terminal a node starts, asks for nothing, and prints tidy lines",
  ignore,
}, async () => {
  await using host = await loneHost();
  await using terminal = onTerminal(host, [
    "--name",
    "a@127.0.0.1",
    "--announce",
  ]);
  await terminal.waitFor(/a@127\.0\.0\.1 started/, patienceMs);
  const pid = await childOf(terminal);

  const quiet = terminal.lines.filter((line) => line.includes("heartbeat"));
  assert.deepEqual(quiet, []);
  Deno.kill(pid, "SIGUSR2");
  await terminal.waitFor(/gossip {2}heartbeat/, patienceMs);

  assert.equal(await endedBy("SIGINT", pid, terminal), 0);
  const all = terminal.lines.map(plain);
  const madeUp = all.filter((line) =>
    line.startsWith("made up for this run: ")
  );
  assert.equal(madeUp.length, 3, "passwords of REST are told once");
  const [inspector] = all.filter((line) => line.startsWith("inspector: "));
  assert.match(
    inspector!,
    /^inspector: http:\/\/127\.0\.0\.1:\d+\/\?token=\w+$/,
  );
  const shown = all.filter((line) =>
    !madeUp.includes(line) && line !== inspector
  );
  for (const line of shown) {
    assert.match(line, /^\d\d:\d\d:\d\d\.\d{3} {2}\S.*\S$/);
  }
  assert.match(shown.at(-1)!, /a@127\.0\.0\.1 stopped$/);
  assert.doesNotMatch(shown.join("\n"), question);
});

Deno.test({
  name: "a node that only listens says so on a terminal, and ends by SIGTERM",
  ignore,
}, async () => {
  await using host = await loneHost();
  await using terminal = onTerminal(host, []);
  await terminal.waitFor(
    /rookery-[0-9a-f]{8}@127\.0\.0\.1 started/,
    patienceMs,
  );
  await terminal.waitFor(/listening only/, patienceMs);
  assert.equal(await endedBy("SIGTERM", await childOf(terminal), terminal), 0);
  assert.doesNotMatch(terminal.lines.join("\n"), question);
});

Deno.test({
  name: "help, version and mistakes end at once, without a question",
  ignore,
}, async () => {
  await using host = await loneHost();
  const asked: readonly (readonly [
    args: readonly string[],
    code: number,
    says: RegExp,
  ])[] = [
    [["--help"], 0, /^Usage: rookery/m],
    [["--version"], 0, /^\d+\.\d+\.\d+/m],
    [["--nonsense"], 2, /unknown option '--nonsense'/],
    [["--port", "http"], 2, /--port/],
    [["--port", "65536"], 2, /port: given 65536; allowed: /],
    [["--name", "nobody"], 2, /name: given "nobody"; allowed: name@host/],
    [["--multicast-addr", "10.0.0.1"], 2, /multicast_addr: /],
    [["--secret", "@/etc/hostname"], 2, /--allow-read=\/etc\/hostname/],
    [["chekc"], 2, /there is no command "chekc"/],
  ];
  for (const [args, wanted, says] of asked) {
    await using terminal = onTerminal(host, args);
    const code = await endOf(terminal, patienceMs);
    const shown = plain(terminal.lines.join("\n"));
    assert.equal(code, wanted, `${args.join(" ")}: ${shown}`);
    assert.match(shown, says);
    assert.doesNotMatch(shown, question);
  }
});

/** Sends a signal, and returns the exit code once the program has ended in time. */
function endedBy(
  signal: Deno.Signal,
  pid: number,
  terminal: RunningProcess,
): Promise<number> {
  Deno.kill(pid, signal);
  return endOf(terminal, endMsMax);
}
