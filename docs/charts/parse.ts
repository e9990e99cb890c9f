/**
 * Has Mermaid itself read every diagram here: `deno task charts:parse`.
 *
 * Not one of the tests, since Mermaid and what it needs are 160 MB (docs/decisions/0010-mermaid-apart.md); they
 * run a small grammar of what we write.
 *
 * @module
 */

// Named in variables, so that they stay out of the project's own graph and lock file.
const sanitizerPackage = "npm:dompurify@3.4.18";
const mermaidPackage = "npm:mermaid@11.16.0";

const { default: sanitizer } = await import(sanitizerPackage);
// It cleans HTML by a DOM, which is not here; to parse, nothing needs to be clean.
Object.assign(sanitizer, { addHook() {}, sanitize: (text: string) => text });
const { default: mermaid } = await import(mermaidPackage);

const here = new URL(".", import.meta.url);
for (const { name } of Deno.readDirSync(here)) {
  if (!name.endsWith(".md")) continue;
  const text = Deno.readTextFileSync(new URL(name, here));
  for (const [, diagram] of text.matchAll(/^```mermaid\n([^]*?)^```/gm)) {
    const { diagramType } = await mermaid.parse(diagram);
    console.log(`${name}: ${diagramType}`);
  }
}
