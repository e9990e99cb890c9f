import assert from "node:assert/strict";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import { openTab, panelOf } from "../support/browser_page.ts";
import { Town } from "../support/browser_town.ts";

const browser = openBrowser();

/** Members of the overlay. */
const crowd = 5_000;

/** Elements that a page may consist of; with a line for each member there were fifteen times as many. */
const elementsMax = 3_000;

Deno.test({
  name:
    "five thousand members are searched, scrolled through and selected while they change",
  ignore,
  fn: async () => {
    await using town = new Town(crowd);
    await using visit = await browser.visit(town.address);
    const { page } = visit;
    const tree = page.getByRole("tree");
    const group = (label: string) =>
      tree.getByRole("treeitem", { name: label, exact: true });
    const count = () => page.locator("*").count();

    await group("reachable, 5,000 actors").click();
    await tree.getByRole("treeitem", { name: /^member0, / }).waitFor();
    assert(await count() < elementsMax, `${await count()} elements`);

    town.tell("silence", 0, 1_200);
    await group("quarantine, 1,200 actors").waitFor();
    await group("reachable, 3,800 actors").waitFor();
    await page.getByRole("button", { name: "1,200 troubled" }).waitFor();

    await group("reachable, 3,800 actors").focus();
    await page.keyboard.press("End");
    const last = tree.getByRole("treeitem", { name: /^member4999, / });
    await last.waitFor();
    await page.keyboard.press("Enter");
    await panelOf(page).getByRole("heading", { name: "member4999" }).waitFor();
    assert(await count() < elementsMax, `${await count()} elements`);
    await visit.picture("crowd");

    await page.getByRole("searchbox", { name: /^Search actors/ }).fill(
      "member777 ",
    );
    await tree.getByRole("treeitem", { name: /^member777, .*quarantine/ })
      .click();
    await panelOf(page).getByRole("heading", { name: "member777" }).waitFor();
    town.tell("heard", 0, 1_200);
    await panelOf(page).getByText("reachable").first().waitFor();
  },
});

Deno.test({
  name:
    "five thousand members are a ring of arcs, and whoever is looked for by name is there",
  ignore,
  fn: async () => {
    await using town = new Town(crowd);
    town.tell("silence", 40, 60);
    await using visit = await browser.visit(town.address);
    const { page } = visit;
    await openTab(page, "Cluster");
    await page.getByRole("img", { name: /^Overlay town: .*20 quarantine/ })
      .waitFor();
    await visit.picture("crowd-ring");
    const elements = await page.locator("*").count();
    assert(elements < elementsMax, `${elements} elements`);
    await page.getByRole("searchbox", { name: /^Only members/ }).fill(
      "member4321",
    );
    const members = page.getByRole("region", { name: "Members" });
    await members.getByRole("button", { name: "member4321" }).click();
    await panelOf(page).getByRole("heading", { name: "member4321" }).waitFor();
  },
});
