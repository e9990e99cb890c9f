import assert from "node:assert/strict";
import { adviceFor } from "../../src/protocol/advice.ts";

const reasons = [
  "address_in_use",
  "address_unavailable",
  "no_route",
  "interface_gone",
  "permission_denied",
  "address_unknown",
  "unheard",
];

for (const reason of reasons) {
  Deno.test(`there is advice about ${reason}, in one line`, () => {
    const advice = adviceFor(reason);
    assert.notEqual(advice, adviceFor("something else"));
    assert.doesNotMatch(advice, /\n/);
  });
}

Deno.test("there is advice where nothing is known", () => {
  for (const reason of ["unknown", "", "constructor", "__proto__"]) {
    assert.match(adviceFor(reason), /tried again by itself/);
  }
});
