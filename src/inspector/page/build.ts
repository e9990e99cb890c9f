/**
 * Bundles the page and ELK's worker: each file compressed and as text, in a module that the server imports, so that the
 * inspector needs neither a build nor files where it runs.
 *
 *     deno task page            from the root: writes src/inspector/bundles
 *     deno run ... build.ts --print   prints what would be written, as JSON by file name
 *
 * @module
 */
import * as esbuild from "esbuild";
import { gzipSync } from "node:zlib";

const here = new URL("./", import.meta.url);
const folder = new URL("../bundles/", here);

/** One file that the page loads. */
interface Asset {
  /** The constant that holds it. */
  readonly name: string;
  /** What it is, for its docstring. */
  readonly about: string;
  readonly bytes: Uint8Array;
}

const common = {
  absWorkingDir: here.pathname,
  bundle: true,
  minify: true,
  write: false,
  platform: "browser",
  target: "es2022",
  // What their licences want said is in LICENSES.md, which is published with the bundles.
  legalComments: "none",
} satisfies esbuild.BuildOptions;

const scripts = await bundle({
  entryPoints: { page: "main.tsx" },
  format: "esm",
  splitting: true,
  outdir: "out",
  // By names that never change; there is one file that the others share.
  chunkNames: "[name]",
  jsx: "transform",
  jsxFactory: "createElement",
  jsxFragment: "Fragment",
  inject: ["elements.ts"],
});

const modules: Readonly<Record<string, readonly Asset[]>> = {
  "page.ts": [
    {
      name: "pageScript",
      about: "Where the page's script begins, an ES module.",
      bytes: fileOf("page.js", scripts),
    },
    {
      name: "pageCommon",
      about: "What the files of the script share.",
      bytes: fileOf("chunk.js", scripts),
    },
    {
      name: "pageViews",
      about: "What stands below the chart, which is loaded later.",
      bytes: fileOf("views.js", scripts),
    },
    {
      name: "pageStyle",
      about: "The page's style sheet.",
      bytes: fileOf("<stdout>", await bundle({ entryPoints: ["main.css"] })),
    },
    { name: "pageHtml", about: "The page.", bytes: read("page.html") },
    {
      name: "pageIcon",
      about: "The page's icon, SVG.",
      bytes: read("icon.svg"),
    },
  ],
  "elk.ts": [
    {
      name: "elkWorker",
      about: "ELK's worker, which lays out charts.",
      bytes: fileOf(
        "<stdout>",
        await bundle({ entryPoints: ["node_modules/elkjs/lib/elk-worker.js"] }),
      ),
    },
  ],
};

await esbuild.stop();

if (Deno.args.includes("--print")) {
  const texts = Object.entries(modules).map(([file, assets]) => [
    file,
    textOf(assets),
  ]);
  await print(JSON.stringify(Object.fromEntries(texts)));
} else {
  for (const [file, assets] of Object.entries(modules)) {
    Deno.writeTextFileSync(new URL(file, folder), textOf(assets));
    for (const { name, bytes } of assets) {
      const kilobytes = (compressed(bytes).length / 1_000).toFixed(1);
      await print(`${name}: ${kilobytes} kB compressed\n`);
    }
  }
}

async function print(text: string): Promise<void> {
  const stream = new Blob([text]).stream();
  await stream.pipeTo(Deno.stdout.writable, { preventClose: true });
}

async function bundle(
  options: esbuild.BuildOptions,
): Promise<readonly esbuild.OutputFile[]> {
  const { outputFiles, warnings } = await esbuild.build({
    ...common,
    ...options,
  });
  // What it warns of is written, and wrong.
  if (warnings.length > 0) throw new Error(warnings[0]!.text);
  return outputFiles!;
}

function fileOf(
  name: string,
  files: readonly esbuild.OutputFile[],
): Uint8Array {
  const found = files.find(({ path }) => path.endsWith(name));
  if (!found) throw new Error(`esbuild made no ${name}`);
  return found.contents;
}

function read(file: string): Uint8Array {
  return Deno.readFileSync(new URL(file, here));
}

function textOf(assets: readonly Asset[]): string {
  const constants = assets.map(({ name, about, bytes }) =>
    `/** ${about} Compressed by gzip, in base64. */\n` +
    `export const ${name}: string =\n  "${
      compressed(bytes).toString("base64")
    }";\n`
  );
  return [
    "/**\n * Made by `deno task page` of what is in src/inspector/page. Licences are in LICENSES.md beside it.\n *\n * @module\n */\n",
    ...constants,
  ].join("\n");
}

function compressed(bytes: Uint8Array) {
  return gzipSync(bytes, { level: 9 });
}
