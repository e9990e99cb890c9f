/**
 * `rookery demo` as a person runs it, with nothing but `--allow-net`, on a host of its own that has nothing but loopback.
 *
 * @module
 */
import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import { type Host, loneHost, type RunningProcess } from "../support/netns.ts";
import { patienceMs, program } from "../support/node_process.ts";

const ignore = needs("ip");

/** How long it may take to end, in ms. */
const endMsMax = 2_000;

Deno.test({
  name:
    "three nodes, an overlay and actors run after one command, until Ctrl+C",
  ignore,
}, async () => {
  await using host = await loneHost();
  const demo = await started(host);
  assert.match(demo.text, /^ {2}http:\/\/127\.0\.0\.1:8080\/\?token=\w+$/m);
  assert.match(demo.text, /^ {2}iex --name me@127\.0\.0\.1 --cookie \w+$/m);

  await seesTheOthers(host, demo);
  const actors = await actorsOf(host, demo);
  const up = actors.filter(({ path, state }) =>
    path.startsWith("distribution/connections/crowd/") && state === "up.ready"
  );
  assert.equal(up.length, 2);
  for (const name of ["counter", "lights", "oven", "station"]) {
    assert(actors.some(({ path }) => path === `actors/${name}`), name);
  }

  const beganAtMs = performance.now();
  demo.process.kill("SIGINT");
  assert.equal((await demo.process.status).code, 0);
  assert(performance.now() - beganAtMs < endMsMax);
});

Deno.test({
  name: "what a hint says to type works",
  ignore,
}, async () => {
  await using host = await loneHost();
  const demo = await started(host);
  const hints = hintsOf(demo);
  assert.equal(hints.length, 5);
  const [, , members, reading, call] = hints;
  assert.match(await host.run([...program, ...members!]), /^north +reachable/m);
  const one = [...program, ...reading!, "--count", "1"];
  assert.match(
    await host.run(one),
    /reading .*1:string="(north|south|west)@127\.0\.0\.1"/,
  );
  assert.match(await host.run([...program, ...call!]), /^\{ok,\d+\}$/m);
});

Deno.test({
  name: "two demos run beside each other, by an EPMD each",
  ignore,
}, async () => {
  await using host = await loneHost();
  await started(host);
  const second = await started(host);
  assert.match(second.text, /^ {2}http:\/\/127\.0\.0\.1:8081\/\?token=/m);
  assert.match(second.text, /^ {2}ERL_EPMD_PORT=4370 iex /m);
  await seesTheOthers(host, second);
});

Deno.test({
  name:
    "an Erlang node calls an actor of it, by the EPMD that was there before",
  ignore: needs("ip", "epmd", "erl"),
}, async () => {
  await using host = await loneHost();
  await host.run(["epmd", "-daemon"]);
  const { text } = await started(host);
  const [, cookie] = /^ {2}iex .*--cookie (\w+)$/m.exec(text)!;
  const call = `Answer = gen_server:call({counter, 'north@127.0.0.1'},
    #{<<"add">> => 2}), io:format("~p~n", [Answer]), halt().`;
  const said = await host.run([
    ...["erl", "-name", "me@127.0.0.1", "-setcookie", cookie!],
    ...["-noshell", "-eval", call],
  ]);
  assert.match(said, /^\{ok,\d+\}$/m);
  const names = await host.run(["epmd", "-names"]);
  assert.match(names, /^name west at port \d+$/m);
});

Deno.test({
  name: "what a station publishes is heard on all nodes",
  ignore,
}, async () => {
  await using host = await loneHost();
  await host.ip("link", "set", "lo", "multicast", "off");
  await host.ip("route", "del", "224.0.0.0/4", "dev", "lo");
  const demo = await started(host);
  const reading = hintsOf(demo).find(([word]) => word === "subscribe")!;
  const hearing = host.spawn([...program, ...reading]);
  for (const name of ["north", "south", "west"]) {
    await hearing.waitFor(new RegExp(`"${name}@127`), patienceMs);
  }
});

Deno.test({
  name: "where nobody may join a group, members see each other all the same",
  ignore,
}, async () => {
  await using host = await loneHost();
  const limit = "/proc/sys/net/ipv4/igmp_max_memberships";
  await host.run(["sh", "-c", `echo 0 > ${limit}`]);
  const demo = await started(host);
  await seesTheOthers(host, demo);
  const actors = await actorsOf(host, demo);
  assert(actors.some(({ path }) => path === "overlays/town/unicast"));
});

interface Started {
  readonly process: RunningProcess;
  /** What it said at first. */
  readonly text: string;
  /** How it is asked for what may be read. */
  readonly reader: readonly string[];
}

/** What it says to type, word by word. */
function hintsOf({ text }: Started): (readonly string[])[] {
  const lines = text.matchAll(/^ {2}deno run --allow-net main\.ts (.*)$/gm);
  return [...lines].map(([, words]) => wordsOf(words!));
}

async function started(host: Host): Promise<Started> {
  const process = host.spawn([...program, "demo"]);
  await process.waitFor(/^Ctrl\+C ends it/, patienceMs);
  const text = process.lines.join("\n");
  const [, token] = /--token (\w+)/.exec(text) ?? [];
  const [, origin] = /(http:\/\/127\.0\.0\.1:\d+)\/\?token/.exec(text) ?? [];
  assert(token && origin, text);
  return { process, text, reader: ["--token", token, "--url", origin] };
}

/** Waits until the first node has met the other two in the overlay. */
async function seesTheOthers(host: Host, { reader }: Started): Promise<void> {
  const heard = await host.run([
    ...[...program, "subscribe", "town", "member_in", "--history"],
    ...["--count", "2", "--json", ...reader],
  ]);
  const members = heard.trim().split("\n").map((line) =>
    JSON.parse(line).member
  );
  assert.deepEqual(members.sort(), ["south", "west"]);
}

async function actorsOf(
  host: Host,
  { reader }: Started,
): Promise<readonly { readonly path: string; readonly state: string }[]> {
  const command = [...program, "actors", "--json", ...reader];
  return JSON.parse(await host.run(command));
}

/** The words of a command as a shell takes them apart: quotes are single here. */
function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)]
    .map(([, quoted, plain]) => quoted ?? plain!);
}
