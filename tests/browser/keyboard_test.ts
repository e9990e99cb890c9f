import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import {
  chartOf,
  goTo,
  hears,
  isIn,
  lineOf,
  panelOf,
} from "../support/browser_page.ts";
import { Program } from "../support/browser_program.ts";

const browser = openBrowser();

/** Stops of the tab key; there are some thirty. */
const stopsMax = 80;

Deno.test({
  name:
    "the keyboard alone leads through tree, chart, tabs and log, and starts an actor afresh",
  ignore,
  fn: async () => {
    await using program = new Program({ allow: { restart: true } });
    await using visit = await browser.visit(program.address);
    const { page } = visit;
    const { keyboard } = page;
    await lineOf(page, "lamp").waitFor();

    await tabTo(page, page.getByRole("tree"));
    await press(page, "Home", "ArrowDown", "l", "a", "m", "p", "Enter");
    await panelOf(page).getByRole("heading", { name: "lamp" }).waitFor();
    program.at("lamp").send({ type: "press" });
    await isIn(page, "lamp", "on");

    const states = chartOf(page).locator(".chart-state");
    await states.first().waitFor();
    await tabTo(page, chartOf(page).getByLabel(/^Statechart of lamp/));
    await press(page, "Enter");
    await isFocused(states.filter({ has: page.getByText("on") }).last());
    const labels = new Set<string>();
    await press(page, "Home");
    for (let i = 0; i < 3; i++) {
      labels.add(await focusedLabel(page));
      await press(page, "ArrowDown");
    }
    const words = [...labels].map((label) => label.split(",")[0]).sort();
    assert.deepEqual(words, ["Machine lamp", "State off", "State on"]);
    await press(page, "Escape");

    await tabTo(page, page.getByRole("tab", { name: "Events" }));
    for (const name of ["Sequence", "Cluster", "History", "Events"]) {
      await press(page, "ArrowRight");
      await page.getByRole("tabpanel", { name }).waitFor();
    }
    await tabTo(page, page.getByRole("table", { name: /^Events/ }));

    await tabTo(page, panelOf(page).getByRole("button", { name: "Restart" }));
    await press(page, "Enter");
    const dialog = page.getByRole("dialog");
    await tabTo(page, dialog.getByRole("button", { name: "Restart" }));
    await keyboard.press("Enter");
    await hears(page, "lamp is started afresh.");
    await isIn(page, "lamp", "off");
    await isFocused(panelOf(page).getByRole("button", { name: "Restart" }));
  },
});

Deno.test({
  name:
    "a slash leads to the search, words are enough to find who is meant, and Escape shows all again",
  ignore,
  fn: async () => {
    await using program = new Program();
    await using visit = await browser.visit(program.address);
    const { page } = visit;
    await lineOf(page, "lamp").waitFor();
    const lines = page.getByRole("treeitem");
    const all = await lines.count();
    await press(page, "/");
    await page.keyboard.type("cellar");
    await lineOf(page, "lamp").waitFor({ state: "detached" });
    assert.equal(await lines.count(), 3, "the root, rooms and the cellar");
    await page.keyboard.press("Escape");
    await lineOf(page, "lamp").waitFor();
    assert.equal(await lines.count(), all);
  },
});

Deno.test({
  name: "a phone reaches everything that a desk does, by touch",
  ignore,
  fn: async () => {
    await using program = new Program({
      allow: { restart: true, crash: true },
    });
    await using visit = await browser.visit(program.address, { on: "phone" });
    const { page } = visit;
    await lineOf(page, "lamp").tap();
    await goTo(page, "Chart", "phone");
    await chartOf(page).getByLabel(/^State off, active/).waitFor();
    for (const name of ["Larger (+)", "Show all of it (0)", "Export"]) {
      await page.getByRole("button", { name }).tap();
    }
    await page.getByRole("menuitem", { name: "Copy Mermaid" }).waitFor();
    for (const place of ["Events", "Sequence", "Cluster", "History"] as const) {
      await goTo(page, place, "phone");
    }
    await goTo(page, "Actor", "phone");
    await panelOf(page).getByRole("button", { name: "Crash" }).tap();
    await page.getByRole("dialog").getByRole("button", { name: "Crash" }).tap();
    await hears(page, "lamp is made to crash.");
    await panelOf(page).getByRole("region", { name: "Last crash" }).waitFor();
    await visit.picture("phone-crash");
    await page.getByTitle("Light, dark, or as the system wishes").tap();
    assert.equal(
      await page.locator("html").getAttribute("data-theme"),
      "light",
    );
  },
});

/** What is asked of an element of the page; tests have no types of a document. */
interface FocusPlace {
  contains(other: unknown): boolean;
  readonly ownerDocument: { readonly activeElement: unknown };
}

/** Presses keys, one after the other. */
async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Presses the tab key until that element, or one in it, has the focus. */
async function tabTo(page: Page, place: Locator): Promise<void> {
  for (let stop = 0; stop < stopsMax; stop++) {
    if (await hasFocus(place)) return;
    await page.keyboard.press("Tab");
  }
  assert.fail(`${place} is not to be reached by the tab key`);
}

async function isFocused(place: Locator): Promise<void> {
  assert(await hasFocus(place), `${place} has no focus`);
}

function hasFocus(place: Locator): Promise<boolean> {
  return place.evaluate((element: FocusPlace) =>
    element.contains(element.ownerDocument.activeElement)
  );
}

function focusedLabel(page: Page): Promise<string> {
  return page.evaluate("document.activeElement.getAttribute('aria-label')");
}
