import assert from "node:assert/strict";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import {
  neighbourhood,
  showNode,
  startNeighbour,
} from "../support/browser_nodes.ts";
import { choose, hears, isLinked, lineOf } from "../support/browser_page.ts";

const browser = openBrowser();

/** What Chromium tells of a stream of a node that is gone. */
const forgives = /status of (?:404|503)|ERR_INCOMPLETE_CHUNKED/;

const name = "west@127.0.0.1";

Deno.test({
  name:
    "the tree of another node is looked at through the first, and when that one is killed the page says so",
  ignore,
  fn: async () => {
    const together = neighbourhood();
    await using shown = await showNode(together);
    await using west = await startNeighbour({ ...together, name });
    assert(await shown.node.connect(name));
    await using visit = await browser.visit(shown.entrance, { forgives });
    const { page } = visit;
    await page.getByRole("button", { name: "2 nodes" }).click();
    await page.getByRole("group", { name: "Nodes" })
      .getByRole("button", { name }).click();
    await lineOf(page, "distribution/inspector").waitFor();
    assert.equal(await lineOf(page, "http/server").count(), 0);
    const panel = await choose(page, "distribution/processes");
    await panel.getByText("machine").waitFor();
    await visit.picture("other-node");

    west.kill("SIGKILL");
    await isLinked(page, "Lost, trying again");
    await hears(page, /You see what was at .* It is tried again by itself/);
    await visit.picture("other-node-lost");

    await using _again = await startNeighbour({ ...together, name });
    assert(await shown.node.connect(name));
    await isLinked(page, "Live");
    await lineOf(page, "distribution/inspector").waitFor();
    assert.match(page.url(), /node=west%40127\.0\.0\.1/);
  },
});
