import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { readDiagram } from "../inspector/mermaid_grammar.ts";
import { type Read, readXml } from "../inspector/xml_reader.ts";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import {
  chartOf,
  choose,
  goTo,
  hears,
  isIn,
  saved,
} from "../support/browser_page.ts";
import { Program } from "../support/browser_program.ts";
import type { Visit } from "../support/browser_visit.ts";

const browser = openBrowser();

/** States of the radio that are no history. */
const states = [
  ...["off", "on", "band", "fm", "mono", "stereo", "am"],
  ...["alarm", "unset", "set", "ringing", "scrapped"],
];

Deno.test({
  name:
    "a chart is taken along as a picture, as Mermaid and as SCXML, each of which can be read",
  ignore,
  fn: async () => {
    await using program = new Program();
    await using visit = await browser.visit(program.address);
    const { page } = visit;
    await choose(page, "radio");
    program.at("radio").send({ type: "power" });
    await isIn(page, "radio", "on.");
    await chartOf(page).locator(".chart-state.active").nth(3).waitFor();

    for (const look of ["light", "dark"]) {
      const svg = await exported(page, `Download SVG, ${look}`);
      assert.deepEqual(await textsIn(visit, svg, states), states);
      assert(
        !/(?:href|src)=|url\(["']?http/.test(svg),
        "it needs nothing else",
      );
    }
    const diagram = readDiagram(await exported(page, "Download Mermaid"));
    const boxes = [...diagram.boxes.values()];
    for (const state of states) {
      assert(
        boxes.some((box) => box.startsWith(state)),
        `${state} in ${boxes}`,
      );
    }
    const scxml = readXml(await exported(page, "Download SCXML"));
    assert.equal(scxml.name, "scxml");
    const ids = [...elements(scxml)].flatMap(({ name, attributes }) =>
      ["state", "parallel", "final"].includes(name) ? attributes.get("id")! : []
    );
    for (const state of states) {
      assert(ids.some((id) => id.endsWith(state)), `${state} in ${ids}`);
    }
    await visit.picture("exported");
  },
});

Deno.test({
  name: "a story is taken along as a picture and as Mermaid",
  ignore,
  fn: async () => {
    await using program = new Program();
    await using visit = await browser.visit(program.address);
    const { page } = visit;
    await choose(page, "lamp");
    await goTo(page, "Sequence", "desk");
    for (const state of ["on", "off", "on"]) {
      program.at("lamp").send({ type: "press" });
      await isIn(page, "lamp", state);
    }
    const story = page.getByRole("tabpanel", { name: "Sequence" });
    await story.locator("text", { hasText: "press" }).first().waitFor();
    const svg = await saved(page, story.getByRole("button", { name: "SVG" }));
    assert.deepEqual(await textsIn(visit, svg, ["lamp"]), ["lamp"]);
    const mermaid = await saved(
      page,
      story.getByRole("button", { name: "Mermaid" }),
    );
    assert.match(mermaid, /^sequenceDiagram\n/);
    assert.match(mermaid, /participant .*lamp/);
    assert.match(mermaid, /press/);
  },
});

/** What the menu of the chart saves. */
async function exported(page: Page, label: string): Promise<string> {
  await page.getByRole("button", { name: "Export" }).click();
  const text = await saved(page, page.getByRole("menuitem", { name: label }));
  // Both looks can lie side by side.
  const look = /SVG, (.+)/.exec(label)?.[1];
  await hears(page, look ? `Saved radio-${look}.svg` : /^Saved radio\./);
  return text;
}

/** Which of these texts a picture has, as a browser reads it that knows nothing else. */
async function textsIn(
  visit: Visit,
  svg: string,
  wanted: readonly string[],
): Promise<string[]> {
  const reader = await visit.another("about:blank");
  const texts = await reader.evaluate<string[]>(`(() => {
    const source = ${JSON.stringify(svg)};
    const read = new DOMParser().parseFromString(source, "image/svg+xml");
    const isSvg = read.documentElement.localName === "svg";
    const texts = isSvg ? read.querySelectorAll("text") : [];
    return [...texts].map(({ textContent }) => textContent);
  })()`);
  await reader.close();
  return wanted.filter((one) => texts.some((text) => text.startsWith(one)));
}

function* elements(element: Read): Generator<Read, void, void> {
  yield element;
  for (const child of element.children) yield* elements(child);
}
