import assert from "node:assert/strict";
import { networkFailure } from "../../src/ports/udp_failure.ts";
import type { NetworkFailure } from "../../src/ports/world.ts";

const MEANINGS: readonly (readonly [
  NetworkFailure["during"],
  string,
  NetworkFailure["code"],
])[] = [
  ["bind", "EADDRINUSE", "address_in_use"],
  ["bind", "EADDRNOTAVAIL", "address_unavailable"],
  ["bind", "ENOTFOUND", "address_unavailable"],
  ["bind", "EACCES", "permission_denied"],
  ["bind", "EINVAL", "unknown"],
  ["join", "EINVAL", "interface_gone"],
  ["join", "ENODEV", "interface_gone"],
  ["join", "EADDRNOTAVAIL", "interface_gone"],
  ["join", "ENOBUFS", "unknown"],
  ["send", "UNKNOWN", "no_route"],
  ["send", "ENETUNREACH", "no_route"],
  ["send", "EHOSTUNREACH", "no_route"],
  ["send", "EPERM", "permission_denied"],
  ["send", "EMSGSIZE", "too_large"],
  ["receive", "UNKNOWN", "unknown"],
];

Deno.test("platform errors have one meaning each, by what was attempted", () => {
  for (const [during, platformCode, code] of MEANINGS) {
    const error = Object.assign(new Error("the platform's words"), {
      code: platformCode,
    });
    const failure = networkFailure(during, "10.0.0.1:4000", error);
    assert.deepEqual(
      [failure.during, failure.code],
      [during, code],
      `${during} ${platformCode}`,
    );
    assert.match(
      failure.message,
      new RegExp(`^Cannot ${during} 10\\.0\\.0\\.1:4000: the platform's words`),
    );
  }
});

Deno.test("a missing permission says which flag to look at", () => {
  const failure = networkFailure(
    "bind",
    "10.0.0.1:4000",
    new Deno.errors.NotCapable("Requires net access"),
  );
  assert.equal(failure.code, "permission_denied");
  assert.match(failure.message, /--allow-net/);
});

Deno.test("what is not even an error is unknown", () => {
  assert.equal(
    networkFailure("receive", "on 10.0.0.1:4000", { odd: true }).code,
    "unknown",
  );
});
