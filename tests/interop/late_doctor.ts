/**
 * The doctor on a host whose clock is late, asking about one node: prints its findings as JSON.
 * `deno run --allow-net late_doctor.ts <node> <cookie> <seconds late>`.
 *
 * @module
 */
import { examine } from "../../src/doctor/examine.ts";
import { realWorld } from "../../src/ports/real_world.ts";
import { findingsOf } from "../../src/protocol/doctor.ts";
import { Secret } from "../../src/wire/secret.ts";
import { breakable } from "../support/overlay_world.ts";

const [node = "", cookie = "", late = ""] = Deno.args;
const world = breakable(realWorld(), -Number(late) * 1_000);
const seen = await examine(world, {
  overlays: [],
  seconds: 1,
  connect: [node],
  cookie: new Secret(cookie),
  epmdPort: 4_369,
});
console.log(JSON.stringify(findingsOf(seen)));
Deno.exit();
