/**
 * One person at one page of the inspector: a profile of its own, in a theme and a width, and all that went wrong there.
 *
 * @module
 */
import assert from "node:assert/strict";
import type {
  Browser,
  BrowserContext,
  ConsoleMessage,
  Page,
} from "playwright-core";

/** How a page is looked at. */
export interface Look {
  /** Light, unless said otherwise. */
  readonly theme?: "light" | "dark";
  /** A desk, 1280 by 800, unless said otherwise; a phone has 390 by 844 and is touched. */
  readonly on?: "desk" | "phone";
  /** Messages of the console that the test brings about, such as those of requests that are refused. */
  readonly forgives?: RegExp;
}

/** For anything that should be there at once; two busy cores take their time. */
export const patienceMs = 15_000;

const sizes = {
  desk: { width: 1_280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;

/** The policy that every document of the inspector comes with. */
const policy =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Somebody who looks. */
export class Visit implements AsyncDisposable {
  /** The page. */
  readonly page: Page;
  /** Addresses of all that it asked for. */
  readonly requests: string[] = [];
  readonly #context: BrowserContext;
  readonly #origin: string;
  readonly #forgives: RegExp | undefined;
  readonly #troubles: string[] = [];
  readonly #documents: (string | undefined)[] = [];

  private constructor(
    context: BrowserContext,
    page: Page,
    origin: string,
    { forgives }: Look,
  ) {
    this.#context = context;
    this.page = page;
    this.#origin = origin;
    this.#forgives = forgives;
    this.#listen();
  }

  /** Opens the address in a profile without cookies or anything else of before. */
  static async open(
    browser: Browser,
    address: string,
    look: Look = {},
  ): Promise<Visit> {
    const { theme = "light", on = "desk" } = look;
    const context = await browser.newContext({
      viewport: sizes[on],
      colorScheme: theme,
      hasTouch: on === "phone",
      // Whatever moves by itself is still in every screenshot.
      reducedMotion: "reduce",
      locale: "en-GB",
    });
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    const visit = new Visit(context, page, new URL(address).origin, look);
    await page.goto(address);
    return visit;
  }

  /** Another page of the same person, who stays logged in; it is looked after as the first one. */
  async another(address: string): Promise<Page> {
    const page = await this.#context.newPage();
    await page.goto(address);
    return page;
  }

  /** A picture of what is seen; kept, with `ROOKERY_SCREENSHOTS=folder`, under that name. */
  async picture(name: string): Promise<void> {
    const folder = Deno.env.get("ROOKERY_SCREENSHOTS");
    const png = await this.page.screenshot({ animations: "disabled" });
    assert(png.length > 1_000, `the picture ${name} is empty`);
    if (folder) await Deno.writeFile(`${folder}/${name}.png`, png);
  }

  /** Leaves, and fails the test if anything went wrong that nobody was to see. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#context.close();
    assert.deepEqual(this.#troubles, [], "the console tells of troubles");
    const elsewhere = this.requests.filter((url) => !this.#isOwn(url));
    assert.deepEqual(elsewhere, [], "the page asked other origins");
    for (const given of this.#documents) assert.equal(given, policy);
  }

  #listen(): void {
    this.#context.on("request", (request) => this.requests.push(request.url()));
    this.#context.on("response", (response) => {
      const isDocument = response.request().resourceType() === "document" &&
        response.ok();
      if (!isDocument || !this.#isServed(response.url())) return;
      this.#documents.push(response.headers()["content-security-policy"]);
    });
    this.#context.on("console", (message) => this.#hear(message));
    this.#context.on("weberror", (error) => {
      this.#troubles.push(String(error.error().stack));
    });
  }

  #hear(message: ConsoleMessage): void {
    const isTrouble = message.type() === "error" ||
      message.type() === "warning";
    const text = message.text();
    if (!isTrouble || this.#forgives?.test(text)) return;
    this.#troubles.push(
      `${message.type()}: ${text} (${message.location().url})`,
    );
  }

  #isServed(url: string): boolean {
    return new URL(url).origin === this.#origin;
  }

  /** Files that a page makes of what it has, to be saved or drawn, are no requests. */
  #isOwn(url: string): boolean {
    return this.#isServed(url) || url.startsWith("data:");
  }
}
