import assert from "node:assert/strict";
import { setup } from "xstate";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import { reader, showNode } from "../support/browser_nodes.ts";
import {
  choose,
  factOf,
  have,
  hears,
  isIn,
  lineOf,
  panelOf,
} from "../support/browser_page.ts";
import { logIn } from "../support/browser_login.ts";

const browser = openBrowser();

const door = setup({
  actions: {
    breakDown: () => {
      const rust = new Error("the hinge is rusty");
      throw new Error("the door fell off", { cause: rust });
    },
  },
}).createMachine({
  id: "door",
  initial: "closed",
  states: {
    closed: { on: { push: "open" } },
    open: { on: { push: "closed" } },
  },
  on: { kick: { actions: "breakDown" } },
});

Deno.test({
  name: "an actor that crashes is marked, and says what it died of and why",
  ignore,
  fn: async () => {
    await using shown = await showNode();
    const actor = shown.node.spawn("door", door);
    await using visit = await browser.visit(shown.entrance);
    const { page } = visit;
    await choose(page, "actors/door");
    actor.send({ type: "push" });
    await isIn(page, "actors/door", "open");

    actor.send({ type: "kick" });
    const story = panelOf(page).getByRole("region", { name: "Last crash" });
    const causes = story.getByRole("listitem");
    await causes.nth(1).waitFor();
    assert.match((await causes.nth(0).textContent())!, /the door fell off$/);
    assert.match(
      (await causes.nth(1).textContent())!,
      /^because.*the hinge is rusty$/,
    );
    const line = lineOf(page, "actors/door");
    await isIn(page, "actors/door", "closed");
    assert.match(
      (await line.textContent())!,
      /^door, machine, closed, has crashed, started again 1 time/,
    );
    assert.equal(await factOf(page, "Started again"), "1");
    const log = page.getByRole("table", { name: /^Events/ });
    await log.getByText("the door fell off").first().waitFor();
    await visit.picture("crash");
  },
});

Deno.test({
  name:
    "where chaos is allowed the superuser makes an actor crash, and sees it started again",
  ignore,
  fn: async () => {
    await using shown = await showNode({ allow_chaos: true });
    const actor = shown.node.spawn("door", door);
    actor.send({ type: "push" });
    await using visit = await browser.visit(shown.entrance);
    const { page } = visit;
    await choose(page, "actors/door");
    await have(page, "Crash");
    await hears(page, "actors/door is made to crash.");
    const story = panelOf(page).getByRole("region", { name: "Last crash" });
    await story.getByText("Somebody made actors/door crash").waitFor();
    await isIn(page, "actors/door", "closed");
    const crashes = shown.events.filter(({ type }) => type === "actor_crashed");
    assert.equal(crashes.length, 1);
  },
});

Deno.test({
  name: "the superuser starts an actor afresh, if they mean it",
  ignore,
  fn: async () => {
    await using shown = await showNode();
    const actor = shown.node.spawn("door", door);
    actor.send({ type: "push" });
    await using visit = await browser.visit(shown.entrance);
    const { page } = visit;
    const panel = await choose(page, "actors/door");
    assert.equal(await panel.getByRole("button", { name: "Crash" }).count(), 0);
    await panel.getByRole("button", { name: "Restart" }).click();
    await page.getByRole("dialog").waitFor();
    await visit.picture("confirmation");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    assert.match((await lineOf(page, "actors/door").textContent())!, /open/);

    await have(page, "Restart");
    await hears(page, "actors/door is started afresh.");
    await isIn(page, "actors/door", "closed");
    assert.equal(
      await panel.getByRole("region", { name: "Last crash" }).count(),
      0,
    );
  },
});

Deno.test({
  name: "who may only look is offered nothing else",
  ignore,
  fn: async () => {
    await using shown = await showNode({ allow_chaos: true });
    shown.node.spawn("door", door);
    await using visit = await browser.visit(shown.address, {
      forgives: /status of 401/,
    });
    await logIn(visit.page, reader);
    const panel = await choose(visit.page, "actors/door");
    for (const name of ["Restart", "Crash", "Debug output"]) {
      assert.equal(await panel.getByRole("button", { name }).count(), 0, name);
    }
  },
});
