import assert from "node:assert/strict";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import { root, showNode, token } from "../support/browser_nodes.ts";
import { logIn } from "../support/browser_login.ts";
import { lineOf } from "../support/browser_page.ts";

const browser = openBrowser();

/** Chromium tells of each request that is refused. */
const forgives = /status of 4(?:01|29)/;

Deno.test({
  name: "who knows a password logs in, sees the tree, and logs out again",
  ignore,
  fn: async () => {
    await using shown = await showNode();
    await using visit = await browser.visit(shown.address, { forgives });
    const { page } = visit;
    const title = page.getByRole("heading", { level: 1 });
    await title.getByText("Log in to look inside").waitFor();
    await visit.picture("login");
    assert.equal(await page.getByRole("tree").count(), 0);

    await logIn(page, root);
    await lineOf(page, "http/server").waitFor();
    assert.equal(await title.textContent(), "shown@127.0.0.1");
    for (const { path } of shown.node.tree()) {
      assert.equal(await lineOf(page, path).count(), 1, path);
    }

    await page.getByRole("button", { name: "Log out" }).click();
    await title.getByText("Log in to look inside").waitFor();
    assert.equal(await page.getByRole("tree").count(), 0);
    await page.reload();
    await title.getByText("Log in to look inside").waitFor();
  },
});

Deno.test({
  name:
    "a password that is wrong is said to be, and those who guess are told to wait",
  ignore,
  fn: async () => {
    await using shown = await showNode();
    await using visit = await browser.visit(shown.address, { forgives });
    const { page } = visit;
    const alert = page.getByRole("alert");
    await logIn(page, { ...root, password: "guess" });
    await alert.filter({ hasText: /\w/ }).waitFor();
    const wrong = (await alert.textContent())!;
    await visit.picture("login-refused");
    assert(!wrong.includes("guess"));
    const isSlowed = async () => (await alert.textContent()) !== wrong;
    for (let attempt = 0; attempt < 10 && !await isSlowed(); attempt++) {
      const answered = page.waitForResponse(/login$/);
      await logIn(page, { ...root, password: `guess ${attempt}` });
      await answered;
      await page.getByRole("button", { name: "Log in", exact: true }).waitFor();
    }
    assert(await isSlowed(), wrong);
    assert.equal(await page.getByRole("tree").count(), 0);
  },
});

Deno.test({
  name:
    "the address that was printed logs in, and leaves no token in the address or the history",
  ignore,
  fn: async () => {
    await using shown = await showNode();
    await using visit = await browser.visit(shown.entrance);
    const { page } = visit;
    await lineOf(page, "http/server").waitFor();
    assert(!page.url().includes("token"), page.url());
    assert.equal(
      await page.evaluate("history.length"),
      2,
      "about:blank and the page",
    );
    await page.reload();
    await lineOf(page, "http/server").waitFor();
  },
});

Deno.test({
  name:
    "the token of the address logs in at the form too, on one visit and not on another",
  ignore,
  fn: async () => {
    await using shown = await showNode();
    await using visit = await browser.visit(shown.address, { forgives });
    const { page } = visit;
    await page.getByRole("radio", { name: "Token" }).check();
    await page.getByRole("textbox", { name: "Token" }).fill(token);
    await page.getByRole("button", { name: "Log in" }).click();
    await lineOf(page, "http/server").waitFor();
    await using other = await browser.visit(shown.address, { forgives });
    await other.page.getByRole("button", { name: "Log in" }).waitFor();
  },
});
