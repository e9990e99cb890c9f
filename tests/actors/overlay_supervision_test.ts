import assert from "node:assert/strict";
import type { AnyActorLogic } from "xstate";
import {
  type AnyRef,
  membersOf,
  startTree,
  supervisor,
} from "../../src/otp/mod.ts";
import { overlayChild, overlayParts } from "../../src/overlay_tree.ts";
import { resolveOverlaySettings } from "../../src/protocol/overlay/settings.ts";
import { simulation } from "../../src/sim/mod.ts";

Deno.test("a crash of the group's side leaves the bridge and its clients alone, and the other way round", () => {
  for (
    const [faulty, other] of [["multicast", "bridge"], ["bridge", "multicast"]]
  ) {
    const { crash, actor, parts } = running();
    const untouched = actor(other!);
    const members = actor("members");
    meet(parts);
    assert.deepEqual(crash(`${faulty}/socket/udp`), [
      `crashed ${faulty}/socket/udp`,
      `crashed ${faulty}/socket`,
      `crashed ${faulty}`,
      `restarted ${faulty}`,
    ]);
    assert.equal(actor(other!), untouched);
    assert.equal(actor("members"), members);
    assertKept(parts);
  }
});

Deno.test("members, subscriptions and what was seen outlive a crash of any actor", () => {
  for (const faulty of ["members", "subscriptions", "multicast", "bridge"]) {
    const { boom, actor, parts } = running();
    meet(parts);
    const before = actor(faulty);
    boom(faulty);
    assert.notEqual(actor(faulty), before, faulty);
    assertKept(parts);
  }
});

Deno.test("members that are started again watch all that the roster knows", () => {
  const { boom, actor, parts } = running();
  meet(parts);
  boom("members");
  const crowd = actor("members").getSnapshot().children.crowd as AnyRef;
  const names = [...membersOf(crowd).keys()];
  assert.deepEqual(names, ["b"]);
});

Deno.test("a unicast overlay has one socket for all", () => {
  const settings = { ip: "10.0.0.1", port: 1, symmetric_key: "k" };
  const { actor, crash } = running(settings);
  const members = actor("members");
  assert.deepEqual(crash("unicast/socket/udp").at(-1), "restarted unicast");
  assert.equal(actor("members"), members);
});

const multicast = {
  port: 6666,
  symmetric_key: "k",
  multicast: { ip: "239.1.2.3" },
};

type Parts = ReturnType<typeof overlayParts>;

/** The overlay hears of a member, a subscription and an envelope. */
function meet({ ledgers }: Parts): void {
  const { settings, roster, subscriptions, seen, ambient } = ledgers;
  const digest = { name: "b", port: 6666, secret: settings.secret };
  const nowMs = ambient.nowMs();
  roster.hear(digest, { address: "10.0.0.2", kind: "remote" }, nowMs);
  subscriptions.subscribe("chat", settings.member_name, nowMs);
  seen.note("id", nowMs);
}

function assertKept({ ledgers }: Parts): void {
  assert(ledgers.roster.table.get("b"));
  assert(ledgers.subscriptions.subscribersOf("chat").isHere);
  assert(ledgers.seen.has("id"));
}

/** An overlay's subtree in a simulated world, and a trace of its troubles. */
function running(given: object = multicast) {
  const sim = simulation({ seed: 3 });
  const world = sim.host("10.0.0.1");
  let ids = 0;
  const ambient = {
    nowMs: () => sim.clock.nowMs(),
    random: () => 0.5,
    uuid: () => `id-${++ids}`,
  };
  const settings = resolveOverlaySettings("office", given, "uuid");
  const parts = overlayParts(settings, world, ambient);
  const overlays = supervisor({ id: "overlays", strategy: "one_for_one" });
  const tree = startTree(supervisor({ id: "root", strategy: "one_for_one" }), {
    clock: world.clock,
  });
  const trace: string[] = [];
  tree.lifecycle.subscribe(({ type, path }) => {
    if (type !== "crashed" && type !== "restarted") return;
    trace.push(`${type} ${path.replace("overlays/office/", "")}`);
  });
  tree.root.send({
    type: "child.start",
    spec: { id: "overlays", logic: overlays },
  });
  tree.root.system.get("overlays").send({
    type: "child.start",
    spec: overlayChild(parts),
  });
  sim.advance(0);
  const actor = (path: string): AnyRef =>
    tree.root.system.get(`overlays/office/${path}`);
  return {
    parts,
    actor,
    /** Breaks a port; gives what followed. */
    crash(path: string) {
      trace.length = 0;
      child(actor(path.split("/")[0]!), path.split("/").slice(1)).send({
        type: "port.crash",
        error: new Error("the read loop broke"),
      });
      return trace;
    },
    /** Has an actor throw. */
    boom(path: string) {
      const ref = actor(path) as AnyRef & { logic: AnyActorLogic };
      const { transition } = ref.logic;
      ref.logic.transition = () => {
        ref.logic.transition = transition;
        throw new Error("boom");
      };
      ref.send({ type: "boom" });
    },
  };
}

function child(ref: AnyRef, path: readonly string[]): AnyRef {
  return path.reduce((at, id) => at.getSnapshot().children[id]!, ref);
}
