import assert from "node:assert/strict";
import { gunzipSync } from "node:zlib";
import * as elk from "../../../src/inspector/bundles/elk.ts";
import * as page from "../../../src/inspector/bundles/page.ts";
import { root } from "../../house/source.ts";

/** What the page may weigh until it is seen, compressed: it is loaded over slow lines too. */
const pageBytesMax = 60_000;

const plain = (bundle: string) => gunzipSync(Uint8Array.fromBase64(bundle));
const text = (bundle: string) => new TextDecoder().decode(plain(bundle));

Deno.test("the bundles are made of the sources that are there (deno task page)", async () => {
  const built = await builtBundles();
  for (const [name, bundle] of Object.entries({ ...page, ...elk })) {
    // What gzip makes of it depends on the machine's zlib; what comes out again does not.
    const isSame = plain(built[name]!).equals(plain(bundle));
    assert(isSame, `${name} is of other sources: run "deno task page"`);
  }
});

Deno.test("the page is small until it is seen: what nobody sees at first is loaded later", () => {
  const { pageViews: _later, ...first } = page;
  const sizes = Object.values(first)
    .map((bundle) => Uint8Array.fromBase64(bundle).length);
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  assert(bytes < pageBytesMax, `${bytes} bytes`);
});

Deno.test("the page asks nobody but its own server for anything", () => {
  const html = text(page.pageHtml);
  const asked = [...html.matchAll(/(?:src|href)="([^"]*)"/g)]
    .map(([, address]) => address!);
  assert(asked.length > 0);
  assert.deepEqual(
    asked.filter((address) => !address.startsWith("./inspector/")),
    [],
  );
  assert(!/@import|url\((?!["']?data:)/.test(text(page.pageStyle)));
});

Deno.test("the page obeys a strict content security policy: nothing is inline", () => {
  const html = text(page.pageHtml);
  assert(!/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/.test(html));
  for (const script of [page.pageScript, page.pageCommon, page.pageViews]) {
    assert(!/\beval\(|new Function\(/.test(text(script)));
  }
});

Deno.test("the packages in the bundles are named with their licences", () => {
  const config = JSON.parse(read("src/inspector/page/deno.json"));
  const licences = read("src/inspector/bundles/LICENSES.md");
  for (const name of ["preact", "@preact/signals", "elkjs"]) {
    const version = config.imports[name].split("@").at(-1);
    assert.match(
      licences,
      new RegExp(`\\| ${name} [^\\n]*\\| ${version} +\\|`),
    );
  }
});

async function builtBundles(): Promise<Readonly<Record<string, string>>> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      ...["--quiet", "--frozen", "--allow-read", "--allow-env", "--allow-run"],
      ...["build.ts", "--print"],
    ],
    cwd: new URL("src/inspector/page/", root),
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).output();
  assert(success, new TextDecoder().decode(stderr));
  const files: Readonly<Record<string, string>> = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  return Object.fromEntries(
    Object.values(files).flatMap((source) =>
      [...source.matchAll(/^export const (\w+): string =\n {2}"([^"]*)";$/gm)]
        .map(([, name, bundle]) => [name!, bundle!])
    ),
  );
}

function read(path: string): string {
  return Deno.readTextFileSync(new URL(path, root));
}
