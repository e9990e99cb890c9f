import assert from "node:assert/strict";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import {
  neighbourhood,
  showDemo,
  showNode,
  startNeighbour,
} from "../support/browser_nodes.ts";
import {
  choose,
  hears,
  isLinked,
  lineOf,
  openTab,
} from "../support/browser_page.ts";
import { patienceMs } from "../support/browser_visit.ts";

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
    // An attempt while that node comes up may wait 10 s for an answer, and the next comes 5 s later.
    await isLinked(page, "Live", 2 * patienceMs);
    await lineOf(page, "distribution/inspector").waitFor();
    assert.match(page.url(), /node=west%40127\.0\.0\.1/);
  },
});

Deno.test({
  name:
    "a node that is killed stays on the map as one that parted, and the other is well",
  ignore,
  fn: async () => {
    const together = neighbourhood();
    await using shown = await showNode(together);
    await using west = await startNeighbour({ ...together, name });
    assert(await shown.node.connect(name));
    await using visit = await browser.visit(shown.entrance, { forgives });
    const { page } = visit;
    await openTab(page, "Cluster");
    const well = page.getByRole("cell", { name: "all well" });
    await well.nth(1).waitFor();
    west.kill("SIGKILL");
    await page.getByRole("row", { name }).filter({ hasText: "parted" })
      .waitFor();
    assert.equal(await well.count(), 1);
    await visit.picture("cluster-parted");
  },
});

Deno.test({
  name:
    "all nodes of the cluster are seen at a glance, and each leads to its actors",
  ignore,
  fn: async () => {
    await using shown = await showDemo();
    await using visit = await browser.visit(shown.entrance);
    const { page } = visit;
    await openTab(page, "Cluster");
    await page.getByRole("button", { name: /^Nodes/ }).click();
    const nodes = page.getByRole("tabpanel").getByRole("row");
    for (const name of ["north", "south", "west"]) {
      await nodes.filter({ hasText: name }).filter({ hasText: /\d/ }).waitFor();
    }
    await visit.picture("cluster-nodes");
    await nodes.getByRole("button", { name: "west" }).click();
    await lineOf(page, "actors/pong").waitFor();
    assert.equal(await lineOf(page, "actors/lights").count(), 0);
    const title = page.getByRole("heading", { level: 1 });
    assert.equal(await title.textContent(), "west@127.0.0.1");
  },
});
