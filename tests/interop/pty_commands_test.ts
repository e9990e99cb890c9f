/**
 * Every command as a person sees it: on a terminal, with nothing but `--allow-net`, against nodes that run.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import { type Host, loneHost, type RunningProcess } from "../support/netns.ts";
import { NodeProcess, patienceMs, program } from "../support/node_process.ts";
import { childOf, endOf, onTerminal, plain, question } from "../support/pty.ts";

const ignore = needs("ip", "script");

/** How long a command may take to end when it is interrupted, in ms. */
const endMsMax = 2_000;

const enterScreen = "\u001b[?1049h";
const leaveScreen = "\u001b[?25h\u001b[?1049l";

Deno.test({
  name:
    "each command does its work on a terminal, without a question, and leaves it as it was",
  ignore,
}, async () => {
  await using host = await loneHost();
  const { user, reader } = await demoOn(host);
  const town = ["town", ...user];
  const asked: readonly (readonly [
    args: readonly string[],
    code: number,
    says: RegExp,
  ])[] = [
    [["overlays", ...reader], 0, /^town +multicast +north +6666/m],
    [["members", "town", ...reader], 0, /^north +reachable +127\.0\.0\.1/m],
    [["subscribe", ...town, "--history", "--count", "1"], 0, / {2}\w+/],
    [["publish", "town", "chat", ...user], 0, /^published chat as \S+$/m],
    [["actors", "actors", ...reader], 0, /^ {2}lights +cars\./m],
    // An actor of another node.
    [["chart", "actors/pong", ...reader], 1, /^error: There is no such/m],
    [["chart", "actors/lights", ...reader], 0, /"redAndAmber"/],
    [["call", "counter", '{"add": 1}', ...user], 0, /^\{ok,\d+\}$/m],
    [["completions", "bash"], 0, /complete -o default -F _rookery rookery/],
    [
      ["doctor", "--seconds", "1", "--no-gossip"],
      0,
      /^(ok|hint|fault) +\w+: /m,
    ],
    // What would take another permission says which.
    [["check", "/etc/hostname"], 2, /--allow-read=\/etc\/hostname/],
    [["overlays", "--user", "@/etc/hostname"], 2, /--allow-read=/],
    [["publish", ...town, "chat", "@/etc/hostname"], 2, /--allow-read=/],
  ];
  for (const [args, wanted, says] of asked) {
    await using terminal = onTerminal(host, args);
    const code = await endOf(terminal, patienceMs);
    const all = terminal.lines.join("\n");
    assert.equal(code, wanted, `${args.join(" ")}: ${all}`);
    assert.match(plain(all), says);
    assert.doesNotMatch(all.replaceAll("--no-prompt", ""), question);
    assert(!printed(all).includes("\u001b"), JSON.stringify(all));
  }
});

Deno.test({
  name:
    "a watched tree is drawn in place, waits for a node that is started again, and goes",
  ignore,
}, async () => {
  await using host = await loneHost();
  const node = () =>
    NodeProcess.start(host, [
      ...["--no-gossip", "--http", "127.0.0.1:8085"],
      ...["--superuser", "root:root-password"],
    ]);
  const first = node();
  await first.told("node_started");
  await using terminal = onTerminal(host, [
    ...["actors", "--watch", "--url", "http://127.0.0.1:8085"],
    ...["--user", "root:root-password"],
  ]);
  await terminal.waitFor(/8085 {2}\d+ actors, 0 restarts/, patienceMs);
  await terminal.waitFor(/^ {2}http +open\.serving +0/, patienceMs);
  await first.interrupt();
  await terminal.waitFor(/waiting: Cannot ask the node/, patienceMs);
  const second = node();
  await second.told("node_started");
  await terminal.waitFor(/8085 {2}\d+ actors, 0 restarts/, patienceMs);
  Deno.kill(await childOf(terminal), "SIGINT");
  assert.equal(await endOf(terminal, endMsMax), 0);
  await second.interrupt();

  const all = terminal.lines.join("\n");
  assert.doesNotMatch(all, question);
  assert.equal(all.split(enterScreen).length, 2, "it is entered once");
  assert(all.trimEnd().endsWith(leaveScreen), JSON.stringify(all.slice(-80)));
});

Deno.test({
  name: "a watched tree leaves the screen also when the node refuses to go on",
  ignore,
}, async () => {
  await using host = await loneHost();
  const node = (password: string) =>
    NodeProcess.start(host, [
      ...["--no-gossip", "--http", "127.0.0.1:8085"],
      ...["--superuser", `root:${password}`],
    ]);
  const first = node("root-password");
  await first.told("node_started");
  await using terminal = onTerminal(host, [
    ...["actors", "--watch", "--url", "http://127.0.0.1:8085"],
    ...["--user", "root:root-password"],
  ]);
  await terminal.waitFor(/8085 {2}\d+ actors/, patienceMs);
  await first.interrupt();
  const second = node("another-password");
  await second.told("node_started");
  assert.equal(await endOf(terminal, patienceMs), 1);
  const [shown, rest] = terminal.lines.join("\n").split(leaveScreen);
  assert(shown!.includes(enterScreen));
  assert.match(plain(rest!), /^error: .*\(give --user or --token\)/);
  await second.interrupt();
});

Deno.test({
  name: "a demo on a terminal asks for nothing, and ends by Ctrl+C",
  ignore,
}, async () => {
  await using host = await loneHost();
  await using terminal = onTerminal(host, ["demo"]);
  await terminal.waitFor(/^Ctrl\+C ends it/, patienceMs);
  Deno.kill(await childOf(terminal), "SIGINT");
  assert.equal(await endOf(terminal, endMsMax), 0);
  const all = terminal.lines.join("\n");
  assert.doesNotMatch(all, question);
  assert(!printed(all).includes("\u001b"));
});

/** What the program printed: Deno itself wipes the line of its own progress before that. */
function printed(all: string): string {
  return all.replaceAll("\u001b[0G\u001b[2K\u001b[J", "");
}

/** A demo on `host`, and the words by which it is asked. */
async function demoOn(host: Host): Promise<{
  readonly user: readonly string[];
  readonly reader: readonly string[];
}> {
  const demo: RunningProcess = host.spawn([...program, "demo"]);
  await demo.waitFor(/^Ctrl\+C ends it/, patienceMs);
  const text = demo.lines.join("\n");
  const [, token] = /--token (\w+)/.exec(text)!;
  const [, user] = /--user (\w+:\w+)/.exec(text)!;
  return { user: ["--user", user!], reader: ["--token", token!] };
}
