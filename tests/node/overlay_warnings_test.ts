import assert from "node:assert/strict";
import { warningsOf } from "../../src/overlay_warnings.ts";
import { resolveOverlaySettings } from "../../src/protocol/overlay/settings.ts";

const deno = { ipv6MulticastTtl: 1 };

function settings(ip: string, ttl?: number) {
  const local_iface_address = ip.includes(":") ? "eth0" : "0.0.0.0";
  const multicast = { ip, local_iface_address, ...(ttl && { ttl }) };
  const given = { port: 6666, symmetric_key: "key", multicast };
  return resolveOverlaySettings("lan", given, "uuid");
}

Deno.test("an IPv6 group that is to be reached over routers is warned of", () => {
  const [warning, ...others] = warningsOf(settings("ff05::1"), deno);
  assert.deepEqual(others, []);
  assert.equal(warning?.setting, "multicast.ttl");
  assert.match(warning.message, /^4 was asked for, .* with 1:/);
});

Deno.test("nothing is warned of where ttl is what it says", () => {
  assert.deepEqual(warningsOf(settings("ff05::1", 1), deno), []);
  assert.deepEqual(warningsOf(settings("ff05::1"), {}), []);
  assert.deepEqual(warningsOf(settings("239.255.1.1"), deno), []);
});
