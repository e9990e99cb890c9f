/**
 * The inspector's page as a person finds their way about it.
 *
 * @module
 */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import type { Locator, Page } from "playwright-core";
import { patienceMs } from "./browser_visit.ts";

/** The line of the actor at that path in the tree; a root goes by its name. */
export function lineOf(page: Page, path: string): Locator {
  const [actor, root] = ["actor", "root"].map((what) =>
    `[id="line-${encodeURIComponent(`${what}:${path}`)}"]`
  );
  return page.locator(`${actor}, ${root}`);
}

/** Selects the actor at that path by its line, and waits until the panel is about it. */
export async function choose(page: Page, path: string): Promise<Locator> {
  await lineOf(page, path).click();
  const name = path.split("/").at(-1)!;
  const panel = panelOf(page);
  await panel.getByRole("heading", { level: 2, name, exact: true }).waitFor();
  return panel;
}

/** Waits until the line of the actor at that path says that it is in that state. */
export async function isIn(
  page: Page,
  path: string,
  state: string,
): Promise<void> {
  const said = lineOf(page, path).filter({ hasText: `, ${state}` });
  await said.waitFor();
}

/** All about the selected actor. */
export function panelOf(page: Page): Locator {
  return page.getByRole("complementary", { name: "Selected actor" });
}

/** What the panel says under a label, such as `Started again`. */
export async function factOf(page: Page, label: string): Promise<string> {
  const fact = panelOf(page).locator(".fact").filter({
    has: page.getByRole("term").filter({ hasText: label }),
  });
  return (await fact.getByRole("definition").textContent()) ?? "";
}

/** Presses one of the buttons for what may be done to the selected actor, and says yes. */
export async function have(
  page: Page,
  deed: "Restart" | "Crash",
): Promise<void> {
  await panelOf(page).getByRole("button", { name: deed }).click();
  await page.getByRole("dialog").getByRole("button", { name: deed }).click();
}

/** Waits until the page says that by itself. */
export async function hears(page: Page, text: string | RegExp): Promise<void> {
  await page.getByRole("status").filter({ hasText: text }).waitFor();
}

/** Waits until the pill beside the name says that of the connection. */
export async function isLinked(
  page: Page,
  word: "Live" | "Lost, trying again" | "Recording",
  timeout: number = patienceMs,
): Promise<void> {
  const pill = page.locator(".header .pill").filter({ hasText: word });
  await pill.waitFor({ timeout });
}

/** Waits until both are the same, which follow each other: what a page shows, and what is. */
export async function agree<Value>(
  page: Page,
  shown: () => Promise<Value>,
  actual: () => Value,
): Promise<void> {
  const giveUpAtMs = performance.now() + patienceMs;
  while (!isDeepStrictEqual(await shown(), actual())) {
    const isLate = performance.now() > giveUpAtMs;
    if (isLate) return assert.deepEqual(await shown(), actual());
    await page.evaluate("new Promise(requestAnimationFrame)");
  }
}

/** The pane of the selected actor's chart. */
export function chartOf(page: Page): Locator {
  return page.getByRole("region", { name: "Statechart" });
}

/** Opens one of the tabs below the chart. */
export async function openTab(
  page: Page,
  name: "Events" | "Sequence" | "Cluster" | "History",
): Promise<void> {
  await page.getByRole("tab", { name }).click();
  await page.getByRole("tabpanel", { name }).waitFor();
}

/** Parts of the page, by the words that lead to them. */
export type Place =
  | "Tree"
  | "Chart"
  | "Actor"
  | "Events"
  | "Sequence"
  | "Cluster"
  | "History";

/** Goes to a part of the page: at a desk only what stands below the chart must be gone to. */
export async function goTo(
  page: Page,
  place: Place,
  on: "desk" | "phone",
): Promise<void> {
  const isPane = place === "Tree" || place === "Chart" || place === "Actor";
  if (on === "phone") {
    const stop = isPane || place === "Cluster" ? place : "Events";
    await page.getByRole("navigation", { name: "Parts of the page" })
      .getByRole("button", { name: stop }).click();
  }
  if (!isPane) await openTab(page, place);
}

/** What is saved as a file when that is pressed. */
export async function saved(page: Page, button: Locator): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    button.click(),
  ]);
  return await Deno.readTextFile(await download.path());
}
