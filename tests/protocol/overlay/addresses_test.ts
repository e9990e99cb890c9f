import assert from "node:assert/strict";
import {
  interfaceOf,
  isGroup,
  isLoopback,
  isMemberAddress,
  isSameAddress,
  isUnspecified,
  needsInterface,
} from "../../../src/protocol/overlay/addresses.ts";

Deno.test("addresses are told apart by what they are, not by how they are written", () => {
  const same: [one: string, other: string][] = [
    ["::1", "0:0:0:0:0:0:0:1"],
    ["fe80::1%eth0", "FE80:0::0001%eth0"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["::ffff:a00:1", "10.0.0.1"],
    ["1::", "1:0:0:0:0:0:0:0"],
  ];
  for (const [one, other] of same) assert(isSameAddress(one, other), one);
  const different: [one: string, other: string][] = [
    ["fe80::1%eth0", "fe80::1%eth1"],
    ["10.0.0.1", "10.0.0.10"],
    ["::1", "1::"],
  ];
  for (const [one, other] of different) assert(!isSameAddress(one, other), one);
});

Deno.test("an address is local, a group, anybody's or a member's", () => {
  const trials: [address: string, kinds: string][] = [
    ["127.0.0.1", "loopback member"],
    ["127.8.9.1", "loopback member"],
    ["::1", "loopback member"],
    ["::ffff:127.0.0.1", "loopback member"],
    ["0.0.0.0", "unspecified"],
    ["::", "unspecified"],
    ["239.1.1.1", "group"],
    ["ff02::1", "group"],
    ["10.0.0.1", "member"],
    ["fe80::1%eth0", "member"],
    ["255.255.255.255", ""],
    ["240.0.0.1", ""],
    ["nonsense", ""],
    ["", ""],
  ];
  for (const [address, kinds] of trials) {
    const seen = [
      isLoopback(address) && "loopback",
      isUnspecified(address) && "unspecified",
      isGroup(address) && "group",
      isMemberAddress(address) && "member",
    ].filter((kind) => kind !== false);
    assert.equal(seen.join(" "), kinds, address);
  }
});

Deno.test("groups up to site scope need an interface", () => {
  const needing = ["ff01::1", "ff02::1", "FF05::1", "ff12::1"];
  assert(needing.every(needsInterface));
  assert(!["ff08::1", "ff0e::1", "239.1.1.1"].some(needsInterface));
  assert.equal(interfaceOf("fe80::1%eth0"), "eth0");
  assert.equal(interfaceOf("eth0"), "eth0");
  assert.equal(interfaceOf("fd00::1"), undefined);
});
