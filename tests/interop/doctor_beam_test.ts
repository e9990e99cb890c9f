/**
 * What the doctor says of BEAM nodes.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Finding } from "../../src/protocol/doctor.ts";
import { Beam, cookie } from "../support/beam.ts";
import { needs } from "../support/needs.ts";
import { segment } from "../support/netns.ts";

const ignore = needs("ip", "erl", "elixir");
const script = new URL("late_doctor.ts", import.meta.url).pathname;

Deno.test({
  name:
    "a BEAM node that takes our cookie connects, a clock that differs is found, and a wrong cookie too",
  ignore,
}, async () => {
  await using lan = await segment(2);
  await using beam = await Beam.start(lan.host(1));
  const found = async (given: string, late: number) => {
    const printed = await lan.host(0).run([
      ...[Deno.execPath(), "run", "--quiet", "--no-prompt", "--allow-net"],
      ...[script, beam.node, given, String(late)],
    ]);
    const findings: Finding[] = JSON.parse(printed);
    return findings.filter(({ code }) => code !== "epmd_absent")
      .map(({ level, code }) => `${level} ${code}`);
  };
  assert.deepEqual(await found(cookie, 0), ["ok epmd_answers", "ok connects"]);
  assert.deepEqual(await found(cookie, 100), [
    "hint clock_skew",
    "ok epmd_answers",
    "ok connects",
  ]);
  assert.deepEqual(await found("wrong", 0), [
    "fault wrong_cookie",
    "ok epmd_answers",
  ]);
});
