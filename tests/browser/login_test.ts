import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import { root, showNode } from "../support/browser_nodes.ts";

const browser = openBrowser();

/** Requests of whoever is not logged in are refused, and Chromium tells of each. */
const forgives = /status of 401/;

async function fillIn(page: Page, name: string, password: string) {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password", { exact: true }).last().fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

Deno.test({
  name: "who knows a password logs in, sees the tree, and logs out again",
  ignore,
  fn: async () => {
    await using shown = await showNode();
    await using visit = await browser.visit(shown.address, { forgives });
    const { page } = visit;
    await fillIn(page, root.username, root.password);
    await page.getByRole("treeitem", { name: "http" }).first().waitFor();
    assert.equal(
      await page.getByRole("heading", { level: 1 }).textContent(),
      "shown@127.0.0.1",
    );
    await visit.picture("logged-in");
    await page.getByRole("button", { name: "Log out" }).click();
    await page.getByRole("heading", { name: "Log in to look inside" })
      .waitFor();
    await visit.picture("login");
    assert.equal(await page.getByRole("tree").count(), 0);
  },
});
