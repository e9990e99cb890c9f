import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { noBrowser as ignore, openBrowser } from "../support/browser.ts";
import {
  choose,
  factOf,
  goTo,
  hears,
  isIn,
  isLinked,
  panelOf,
  saved,
} from "../support/browser_page.ts";
import { Program } from "../support/browser_program.ts";

const browser = openBrowser();

Deno.test({
  name:
    "a recording is saved, and opened where nothing else is known: the crash in it is seen again",
  ignore,
  fn: async () => {
    const path = await Deno.makeTempFile({ suffix: ".rookery.json" });
    await using _file = {
      [Symbol.asyncDispose]: () => Deno.remove(path),
    };
    {
      await using program = new Program();
      await using visit = await browser.visit(program.address);
      const { page } = visit;
      await choose(page, "lamp");
      program.at("lamp").send({ type: "press" });
      await isIn(page, "lamp", "on");
      program.at("lamp").send({ type: "hit" });
      await isIn(page, "lamp", "off, has crashed");
      program.at("lamp").send({ type: "press" });
      await isIn(page, "lamp", "on, has crashed");
      await goTo(page, "History", "desk");
      const save = page.getByRole("button", { name: "Save" });
      const text = await saved(page, save);
      assert.match(text, /the bulb broke/);
      // Of a node that the other program has never heard of.
      const recorded = { ...JSON.parse(text), node: "elsewhere@nowhere" };
      await Deno.writeTextFile(path, JSON.stringify(recorded));
    }
    // Another program, of which nothing must be seen.
    await using program = new Program({ token: "token-of-another-program" });
    await using visit = await browser.visit(
      `${program.address}?token=token-of-another-program`,
    );
    const { page } = visit;
    await goTo(page, "History", "desk");
    await page.getByLabel("Open…").setInputFiles(path);
    await isLinked(page, "Recording");
    await hears(page, /is open/);
    const slider = page.getByRole("slider", { name: "Moment that is shown" });
    await slider.and(page.locator(":focus")).waitFor();
    await choose(page, "lamp");
    await isIn(page, "lamp", "on, has crashed");
    assert(!page.url().includes("elsewhere"), "a reload would ask for it");

    await slider.focus();
    await page.keyboard.press("Home");
    await isIn(page, "lamp", "off");
    assert.equal(await factOf(page, "Started again"), "0");
    const incidents = page.getByRole("region", {
      name: "Crashes and restarts",
    });
    await incidents.getByRole("row", { name: /crashed.*lamp.*the bulb broke/ })
      .getByRole("button").first().click();
    await panelOf(page).getByText("glass is brittle").waitFor();
    await visit.picture("recording");
    await page.getByRole("button", { name: "Close the file" }).first().click();
    await isLinked(page, "Live");
    await isIn(page, "lamp", "off");
  },
});

Deno.test({
  name:
    "the past is gone through with the keys, and what happens meanwhile is there on the way back",
  ignore,
  fn: async () => {
    await using program = new Program({ allow: { crash: true } });
    await using visit = await browser.visit(program.address);
    const { page } = visit;
    await choose(page, "lamp");
    program.at("lamp").send({ type: "press" });
    await isIn(page, "lamp", "on");
    await goTo(page, "History", "desk");
    await page.getByRole("slider").focus();
    await page.keyboard.press("Home");
    await isIn(page, "lamp", "off");
    await page.getByRole("status").filter({ hasText: "You see what was at" })
      .waitFor();
    assert.equal(
      await panelOf(page).getByRole("button", { name: "Crash" }).count(),
      0,
    );
    program.at("rooms/cellar").send({ type: "press" });
    await visit.picture("past");
    await isIn(page, "rooms/cellar", "off");
    await page.getByRole("button", { name: "Back to live" }).click();
    await isIn(page, "rooms/cellar", "on");
    await isIn(page, "lamp", "on");
  },
});

Deno.test({
  name:
    "a file that is no recording is refused with a reason, and the page goes on",
  ignore,
  fn: async () => {
    await using program = new Program();
    await using visit = await browser.visit(program.address);
    const { page } = visit;
    await goTo(page, "History", "desk");
    for (
      const text of ["", "{}", "<html>", '{"rookery":"recording","version":99}']
    ) {
      await page.getByLabel("Open…").setInputFiles({
        name: "rubbish.json",
        mimeType: "application/json",
        buffer: Buffer.from(text),
      });
      await hears(page, /^Cannot open rubbish\.json\. \w.*/);
    }
    await isLinked(page, "Live");
    program.at("lamp").send({ type: "press" });
    await isIn(page, "lamp", "on");
  },
});
