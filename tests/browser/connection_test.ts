import assert from "node:assert/strict";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import { logIn } from "../support/browser_login.ts";
import { root, showNode } from "../support/browser_nodes.ts";
import {
  choose,
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
