import assert from "node:assert/strict";
import { importsOf, lineAt, scan } from "./source.ts";

const codeOf = (text: string) => scan("", text).code;

Deno.test("comments are blank and lines stay", () => {
  const text = "a; // Date.now\n/* x\n y */ b; /** c */";
  const { code, uncommented } = scan("", text);
  assert.equal(code.replace(/ +/g, " "), "a; \n \n b; ");
  assert.equal(uncommented, code);
  assert.equal(code.length, text.length);
  assert.equal(lineAt(code, code.indexOf("b")), 3);
});

Deno.test("what stands in quotes is blank, whatever it looks like", () => {
  assert.equal(
    codeOf(`x("// no", '/* "', "\\"a")`),
    `x("     ", '    ', "   ")`,
  );
  assert.equal(codeOf("f(`a ${b} c`)"), "f(`  ${b}  `)");
  assert.equal(
    codeOf("f(`${ {a: `x${y}z`} }q`) + r"),
    "f(`${ {a: ` ${y} `} } `) + r",
  );
  assert.equal(codeOf("`http://a` // any"), "`        `       ");
});

Deno.test("regular expressions are blank and divisions are not", () => {
  assert.equal(
    codeOf(`a = /"[/"]'\\//g.test(b) / c / d`),
    `a = /        /g.test(b) / c / d`,
  );
  assert.equal(codeOf("return /any/"), "return /   /");
  assert.equal(codeOf("(a + b) / 2 / any"), "(a + b) / 2 / any");
});

Deno.test("imports are found in every form, and told from sentences about them", () => {
  const text = `
import a from "./a.ts";
import { type B } from './b.ts';
import type { C, D } from "./c.ts";
import { type E, f } from "./e.ts";
export * from "./g.ts";
export {
  type H,
  i,
} from "./h.ts";
import "./j.ts";
const k = await import("./k.ts");
import * as l from "valibot";
// import m from "./m.ts";
const n = 'import o from "./o.ts"';
export const p = "./p.ts";
export type { Q } from "./q.ts";
`;
  const imports = importsOf(scan("", text));
  assert.deepEqual(
    imports.map(({ from, isTypeOnly }) => isTypeOnly ? `type ${from}` : from),
    [
      "./a.ts",
      "type ./b.ts",
      "type ./c.ts",
      "./e.ts",
      "./g.ts",
      "./h.ts",
      "./j.ts",
      "./k.ts",
      "valibot",
      "type ./q.ts",
    ],
  );
  assert.equal(imports[0]?.line, 2);
});
