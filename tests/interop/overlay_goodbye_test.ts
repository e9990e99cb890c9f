import assert from "node:assert/strict";
import { needs } from "../support/needs.ts";
import { segment } from "../support/netns.ts";
import { key, ours, port } from "./overlay_lan.ts";

const ignore = needs("ip");

const kinds = {
  multicast: () => ({ multicast: { ip: "239.255.1.1" } }),
  unicast: (ip: string) => ({
    ip,
    racks: { default: ["10.77.0.1", "10.77.0.2"] },
  }),
};

for (const [kind, more] of Object.entries(kinds)) {
  Deno.test({
    name: `a node that is interrupted says goodbye before it ends: ${kind}`,
    ignore,
    async fn() {
      await using lan = await segment(2);
      const [a, b] = lan.hosts.map((host, index) => {
        const settings = {
          member_name: `n${index + 1}`,
          port,
          symmetric_key: key,
          ...more(host.address),
        };
        return ours(host, { office: settings });
      });
      await using stay = a!;
      await using leave = b!;
      await stay.told("member_in", { member: "n2" });
      await leave.told("member_in", { member: "n1" });
      const startMs = performance.now();
      assert.equal((await leave.interrupt()).code, 0);
      const tookMs = performance.now() - startMs;
      assert(tookMs < 2_000, `its end took ${tookMs} ms`);
      // Long before it could have been missed.
      await stay.told("member_out", { member: "n2" }, 5_000);
      const told = stay.events.map(({ event }) => event);
      assert(!told.includes("member_quarantine"));
    },
  });
}
