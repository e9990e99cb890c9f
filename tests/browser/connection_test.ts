import assert from "node:assert/strict";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import { logIn } from "../support/browser_login.ts";
import { root, showNode } from "../support/browser_nodes.ts";
import {
  chartOf,
  choose,
  have,
  isIn,
  isLinked,
  lineOf,
  panelOf,
} from "../support/browser_page.ts";
import { Program } from "../support/browser_program.ts";

const browser = openBrowser();

/** What Chromium tells while nobody answers, or answers that nobody is logged in. */
const forgives = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|status of 401/;

Deno.test({
  name:
    "a program that is started again is shown again, with the same actor selected",
  ignore,
  fn: async () => {
    const first = new Program();
    const { port, address } = first;
    await using visit = await browser.visit(address, { forgives });
    const { page } = visit;
    await choose(page, "rooms/cellar");
    first.at("rooms/cellar").send({ type: "press" });
    await isIn(page, "rooms/cellar", "on");
    await first[Symbol.asyncDispose]();
    await isLinked(page, "Lost, trying again");
    await visit.picture("lost");

    await using _second = new Program({ port });
    await isLinked(page, "Live");
    await isIn(page, "rooms/cellar", "off");
    const panel = panelOf(page);
    await panel.getByRole("heading", { name: "cellar" }).waitFor();
    await panel.getByText("presses").waitFor();
    assert.equal(
      await lineOf(page, "rooms/cellar").getAttribute("aria-selected"),
      "true",
    );
  },
});

Deno.test({
  name:
    "a node that is started again asks who looks, and then shows the same actor",
  ignore,
  fn: async () => {
    const first = await showNode();
    const { port, entrance } = first;
    await using visit = await browser.visit(entrance, { forgives });
    const { page } = visit;
    await choose(page, "http/server");
    await first[Symbol.asyncDispose]();

    await using _second = await showNode({}, port);
    await logIn(page, root);
    await panelOf(page).getByRole("heading", { name: "server" }).waitFor();
    await isLinked(page, "Live");
  },
});

Deno.test({
  name:
    "a page that stands somewhere else on its server asks for nothing but what is below it",
  ignore,
  fn: async () => {
    const token = "token-of-this-program";
    await using program = new Program({ token, allow: { restart: true } });
    const mount = `${program.address}tools/house/`;
    await using visit = await browser.visit(`${mount}?token=${token}`);
    const { page, requests } = visit;
    await choose(page, "lamp");
    await chartOf(page).locator(".chart-state").first().waitFor();
    program.at("lamp").send({ type: "press" });
    await isIn(page, "lamp", "on");
    await have(page, "Restart");
    await isIn(page, "lamp", "off");
    const kinds = ["page.js", "elk-worker.js", "stream", "charts/", "actions"];
    for (const kind of kinds) {
      assert(requests.some((url) => url.includes(kind)), kind);
    }
    assert.deepEqual(requests.filter((url) => !url.startsWith(mount)), []);
  },
});
