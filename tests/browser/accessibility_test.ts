import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import { showDemo } from "../support/browser_nodes.ts";
import {
  choose,
  goTo,
  lineOf,
  panelOf,
  type Place,
} from "../support/browser_page.ts";

const browser = openBrowser();

const themes = ["light", "dark"] as const;

/** Parts of the page that are shown one at a time. */
const placesOn: Readonly<Record<"desk" | "phone", readonly Place[]>> = {
  desk: ["Events", "Sequence", "Cluster", "History"],
  phone: ["Tree", "Chart", "Actor", "Events", "Sequence", "Cluster", "History"],
};

for (const theme of themes) {
  for (const on of ["desk", "phone"] as const) {
    Deno.test({
      name:
        `axe finds nothing wrong in any part of the page, ${theme} and at a ${on}`,
      ignore,
      fn: async () => {
        await using shown = await showDemo();
        await using visit = await browser.visit(shown.entrance, { theme, on });
        await lineOf(visit.page, "actors/lights").click();
        const wrong: string[] = [];
        for (const place of placesOn[on]) {
          await goTo(visit.page, place, on);
          wrong.push(...await violations(visit.page, place));
          const isWide = await widerThanSeen(visit.page);
          if (isWide) {
            wrong.push(`${place}: ${isWide} px wider than the screen`);
          }
          await visit.picture(`${on}-${theme}-${place.toLowerCase()}`);
        }
        assert.deepEqual(wrong, []);
      },
    });
  }
}

Deno.test({
  name: "axe finds nothing wrong in what opens above the page, nor in the form",
  ignore,
  fn: async () => {
    await using shown = await showDemo();
    for (const theme of themes) {
      await using visit = await browser.visit(shown.entrance, {
        theme,
        forgives: /status of 401/,
      });
      const { page } = visit;
      const wrong: string[] = [];
      await choose(page, "actors/lights");
      await page.getByRole("button", { name: "3 nodes" }).click();
      wrong.push(...await violations(page, "choice of node"));
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "What the signs mean" }).click();
      wrong.push(...await violations(page, "legend"));
      await page.getByRole("button", { name: "Export" }).click();
      wrong.push(...await violations(page, "menu"));
      await page.keyboard.press("Escape");
      await panelOf(page).getByRole("button", { name: "Restart" }).click();
      wrong.push(...await violations(page, "dialog"));
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Log out" }).click();
      await page.getByRole("button", { name: "Log in" }).waitFor();
      wrong.push(...await violations(page, "form"));
      assert.deepEqual(wrong, []);
    }
  },
});

/** What axe has to say, by the rule and the first element that breaks it. */
async function violations(page: Page, where: string): Promise<string[]> {
  const isThere = await page.evaluate<boolean>("'axe' in window");
  if (!isThere) await page.evaluate(axe.source);
  const found = await page.evaluate<axe.AxeResults>(
    "axe.run(document, {resultTypes: ['violations']})",
  );
  return found.violations.map(({ id, help, nodes }) =>
    `${where}: ${id}, ${help}: ${nodes.length} × ${nodes[0]?.html}`
  );
}

/** By how much the page is wider than what is seen of it, in px. */
function widerThanSeen(page: Page): Promise<number> {
  const { width } = page.viewportSize()!;
  const all = "document.documentElement.scrollWidth";
  return page.evaluate<number>(`${all} - ${width}`);
}
