/**
 * A real Chromium for the tests of the inspector's page, one for all tests of a file.
 *
 * A test looks at a page as a person does, and whatever page it looks at has to keep what the inspector promises: nothing
 * is asked of any other origin, the strict policy stands in the header of every document and is never violated, and nothing
 * goes wrong that only the console would tell. `Visit` checks that when it ends.
 *
 * ```ts
 * const browser = openBrowser();
 *
 * Deno.test({ name: "the tree is shown", ignore: noBrowser }, async () => {
 *   await using visit = await browser.visit(address);
 *   await visit.page.getByRole("tree").waitFor();
 * });
 * ```
 *
 * @module
 */
import { type Browser, chromium } from "playwright-core";
import { type Look, Visit } from "./browser_visit.ts";
import { needs, whereIs } from "./needs.ts";

/** Whether tests with a browser have to be left out. */
export const noBrowser: boolean = needs("chromium");

/**
 * No sandbox, since the tests run as root in a container; nothing that Chromium does by itself, and no name of any host is
 * ever looked up.
 */
const options = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** A browser that is there while the tests of a file run. */
export interface TestBrowser {
  /** Opens an address in a profile of its own. */
  visit(address: string, look?: Look): Promise<Visit>;
}

/** Has a browser started before the tests of this file and ended after them; its profile is in a folder that goes with it. */
export function openBrowser(): TestBrowser {
  let browser: Browser | undefined;
  Deno.test.beforeAll(async () => {
    if (noBrowser) return;
    const executablePath = whereIs("chromium")!;
    browser = await chromium.launch({ executablePath, args: options });
  });
  Deno.test.afterAll(() => browser?.close());
  return { visit: (address, look) => Visit.open(browser!, address, look) };
}
