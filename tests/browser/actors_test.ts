import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { AnyRef } from "../../src/otp/mod.ts";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import { showDemo } from "../support/browser_nodes.ts";
import { agree, chartOf, choose } from "../support/browser_page.ts";
import { Program } from "../support/browser_program.ts";

const browser = openBrowser();

Deno.test({
  name:
    "whichever machine of a node is selected, those states are lit that it is in",
  ignore,
  fn: async () => {
    await using shown = await showDemo();
    await using visit = await browser.visit(shown.entrance);
    const { page } = visit;
    const paths = [...shown.node.tree()].map(({ path }) => path);
    assert(paths.length > 30, "a node has many kinds of actors");
    let machines = 0;
    for (const path of paths) {
      await choose(page, path);
      const kind = await page.locator(".chart, .actor-card").getAttribute(
        "class",
      );
      if (kind !== "chart") continue;
      machines++;
      const actual = () => {
        const view = [...shown.node.tree()].find((view) => view.path === path);
        // A machine without states of its own is active, and nothing more.
        const states = view!.state.split(/[., ]+/).sort();
        return states.filter((state) => state !== "active");
      };
      await agree(page, () => litKeys(page), actual);
    }
    assert(machines > 15, `${machines} machines`);
    await choose(page, "actors/lights");
    await visit.picture("lights");
  },
});

Deno.test({
  name:
    "states are lit while a machine goes from one to the next, some of them at once",
  ignore,
  fn: async () => {
    await using program = new Program();
    await using visit = await browser.visit(program.address);
    const { page } = visit;
    await choose(page, "radio");
    const radio = program.at("radio");
    const steps = ["power", "better", "alarm", "band", "power", "power"];
    for (const type of steps) {
      radio.send({ type });
      await agree(page, () => litIds(page), () => statesOf(radio));
    }
    await visit.picture("radio");
    const list = page.getByRole("list", { name: "Active states of radio" });
    const spoken = await list.getByRole("listitem").allTextContents();
    const names = ["radio", "on", "band", "am", "alarm", "set"];
    assert.deepEqual(spoken, names);
  },
});

Deno.test({
  name: "what is no machine has a card that says what it is",
  ignore,
  fn: async () => {
    await using program = new Program({ crowd: 20 });
    program.tellMember(3, { type: "press" });
    await using visit = await browser.visit(program.address);
    const { page } = visit;
    const kinds = {
      socket: /A port is where the program touches the world/,
      letter: /A promise works until/,
      bell: /A callback/,
      weather: /An observable/,
      sum: /A reducer/,
      street: /A pool/,
    };
    for (const [name, sentence] of Object.entries(kinds)) {
      await choose(page, name);
      await page.locator(".actor-card").getByText(sentence).waitFor();
    }
    await visit.picture("pool");
  },
});

/** Names of the states that are lit, without the machine's own. */
async function litKeys(page: Page): Promise<string[]> {
  const labels = await lit(page, "aria-label");
  return labels.flatMap((label) =>
    /^State ([^,]+), active/.exec(label)?.[1] ?? []
  ).sort();
}

/** Ids of the states that are lit. */
async function litIds(page: Page): Promise<string[]> {
  const ids = await lit(page, "id");
  return ids.map((id) => decodeURIComponent(id.replace(/^state-/, ""))).sort();
}

/** What all states that are lit at one moment have as that attribute. */
function lit(page: Page, attribute: string): Promise<string[]> {
  return chartOf(page).locator(".chart-state.active").evaluateAll(
    (states: { getAttribute(name: string): string }[], name) =>
      states.map((state) => state.getAttribute(name)),
    attribute,
  );
}

/** Ids of the states that a machine is in, as XState itself says. */
function statesOf(ref: AnyRef): string[] {
  const { _nodes } = ref.getSnapshot() as {
    readonly _nodes?: readonly { readonly id: string }[];
  };
  return _nodes!.map(({ id }) => id).sort();
}
