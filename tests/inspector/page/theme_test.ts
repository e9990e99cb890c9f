import assert from "node:assert/strict";
import { root } from "../../house/source.ts";

/** What WCAG 2.2 asks for at level AA: of text, and of marks without which a part would not be found. */
const textRatioMin = 4.5;
const markRatioMin = 3;

const sheet = Deno.readTextFileSync(
  new URL("src/inspector/page/style/theme.css", root),
);

/** The colours by name: of the light theme, of the dark one by the system's wish, and of the dark one by choice. */
const [light, darkBySystem, darkByChoice] = [
  ...sheet.matchAll(/:root[^{]*\{([^}]*)\}/g),
].map(([, body]) =>
  Object.fromEntries(
    [...body!.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)]
      .map(([, name, colour]) => [name!, colour!]),
  )
);

const grounds = ["ground", "pane", "raised", "sunken", "hover", "chosen"];

const texts = [
  ...["text", "text-2", "text-3", "accent", "good", "warn", "bad", "lit"],
  ...["flash", "kind-supervisor", "kind-pool", "kind-port", "kind-machine"],
  "kind-other",
];

Deno.test("dark is the same whether the system wishes it or somebody chose it", () => {
  assert.deepEqual(darkBySystem, darkByChoice);
});

Deno.test("the dark theme has every colour that the light one has", () => {
  assert.deepEqual(Object.keys(darkByChoice!), Object.keys(light!));
});

for (const [name, theme] of Object.entries({ light, dark: darkByChoice })) {
  const ratios = (pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([over, under]) => ({
      pair: `${over} on ${under}`,
      ratio: contrast(theme![over]!, theme![under]!),
    }));

  Deno.test(`text can be read on every ground of the ${name} theme`, () => {
    const pairs = [
      ...texts.flatMap((text) =>
        grounds.map((ground) => [text, ground] as const)
      ),
      ...["good", "warn", "bad", "accent", "lit"].flatMap((tone) =>
        [tone, "text", "text-2"].map((text) => [text, `${tone}-soft`] as const)
      ),
      ["accent-text", "accent"] as const,
    ];
    assert.deepEqual(
      ratios(pairs).filter(({ ratio }) => !(ratio >= textRatioMin)),
      [],
    );
  });

  Deno.test(`fields can be found in the ${name} theme`, () => {
    assert.deepEqual(
      ratios([["field-line", "pane"], ["field-line", "sunken"]])
        .filter(({ ratio }) => !(ratio >= markRatioMin)),
      [],
    );
  });
}

Deno.test("contrast is what WCAG says it is", () => {
  assert.equal(contrast("#000000", "#ffffff"), 21);
  assert.equal(contrast("#777777", "#777777"), 1);
  assert.equal(contrast("#777777", "#ffffff").toFixed(2), "4.48");
});

/** WCAG 2.2, "contrast ratio": from 1 to 21. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

/** WCAG 2.2, "relative luminance", of `#rrggbb`. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
