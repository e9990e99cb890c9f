/**
 * Draws the statechart of every machine in actors/, and the supervisor's, as one page each, and an index
 * of them: `deno task charts`.
 *
 * @module
 */
import { type ChartNode, chartOf } from "../../src/inspector/chart.ts";
import { actionsText } from "../../src/inspector/chart_action.ts";
import { guardText } from "../../src/inspector/chart_guard.ts";
import { triggerText } from "../../src/inspector/chart_trigger.ts";
import { mermaidOf } from "../../src/inspector/mermaid.ts";
import { type Logic, supervisor } from "../../src/otp/mod.ts";

const here = new URL(".", import.meta.url);
const root = new URL("../../", here);

/** A machine and what its file says of it. */
interface Drawn {
  readonly chart: ChartNode;
  /** Path of its file from the root of the project. */
  readonly source: string;
  /** The comment that the file opens with. */
  readonly about: string;
}

/** All pages as they should be, by file name. */
export async function drawings(): Promise<ReadonlyMap<string, string>> {
  const drawn = [...await drawnActors(), drawnSupervisor()];
  return new Map([
    ["README.md", indexPage(drawn)],
    ...drawn.map((machine): [string, string] => [
      `${machine.chart.id}.md`,
      machinePage(machine),
    ]),
  ]);
}

async function drawnActors(): Promise<Drawn[]> {
  const files = [...Deno.readDirSync(new URL("actors/", root))]
    .map(({ name }) => name).filter((name) => name.endsWith(".ts")).sort();
  const drawn: Drawn[] = [];
  for (const file of files) {
    const source = `actors/${file}`;
    const exports: Record<string, unknown> = await import(
      new URL(source, root).href
    );
    for (const [name, machine] of Object.entries(exports)) {
      const chart = name.endsWith("Machine") && chartOf(machine as Logic);
      if (chart) drawn.push({ chart, source, about: aboutOf(source) });
    }
  }
  return drawn;
}

function drawnSupervisor(): Drawn {
  const source = "src/otp/supervisor.ts";
  const logic = supervisor({ id: "supervisor", strategy: "one_for_one" });
  return { chart: chartOf(logic)!, source, about: aboutOf(source) };
}

function indexPage(drawn: readonly Drawn[]): string {
  const lines = drawn.map(({ chart, about }) =>
    `- [${chart.id}](${chart.id}.md): ${firstSentence(about)}`
  );
  return `${notice}# The statecharts

Every moving part of a node is one of these machines, and lives in this tree:

\`\`\`text
${treeOf(aboutOf("src/node.ts"))}
\`\`\`

${lines.join("\n")}

Boxes are states; a box in a box is a state within a state. An arrow says \`event [guard] / actions\`; \`after\` is time
spent in the state, \`always\` is taken as soon as its guard holds. Of several arrows for one event the first whose
guard holds is taken, in the order of the tables; a state within comes before the one it is in.
`;
}

function machinePage({ chart, source, about }: Drawn): string {
  return `${notice}# ${chart.id}

${about}

Source: [${source}](../../${source})

\`\`\`mermaid
${mermaidOf(chart)}\`\`\`

| state | | tags |
| --- | --- | --- |
${statesOf(chart).map(stateRow).join("\n")}

| in | on | if | leads to | does |
| --- | --- | --- | --- | --- |
${[chart, ...statesOf(chart)].flatMap(transitionRows).join("\n")}
`;
}

const notice =
  "<!-- Made by `deno task charts`. Change the machine, not this page. -->\n\n";

function stateRow({ id, description = "", tags }: ChartNode): string {
  return row(id, description, tags.join(", "));
}

function transitionRows({ id, transitions }: ChartNode): string[] {
  return transitions.map(({ trigger, guard, targets = [], actions }) =>
    row(
      id,
      triggerText(trigger),
      guard ? guardText(guard) : "",
      targets.join(", "),
      actionsText(actions),
    )
  );
}

function statesOf({ states }: ChartNode): ChartNode[] {
  return states.flatMap((state) => [state, ...statesOf(state)]);
}

function row(...cells: readonly string[]): string {
  const texts = cells.map((text) =>
    text.replace(/[|*]/g, "\\$&").replaceAll("\n", " ")
  );
  return `| ${texts.join(" | ")} |`;
}

/** What the comment says that a file opens with, without its tags. */
function aboutOf(source: string): string {
  const text = Deno.readTextFileSync(new URL(source, root));
  const comment = /^\/\*\*([^]*?)\*\//.exec(text)?.[1] ?? "";
  return comment.replace(/^ \* ?/gm, "").split(/^@/m)[0]!.trim();
}

function firstSentence(about: string): string {
  const [paragraph = ""] = about.split("\n\n");
  return paragraph.replaceAll("\n", " ").split(/(?<=\.) /)[0]!;
}

/** The drawing in a comment: its indented lines. */
function treeOf(about: string): string {
  return about.split("\n").filter((line) => line.startsWith("    "))
    .map((line) => line.slice("    ".length)).join("\n");
}

if (import.meta.main) {
  const pages = await drawings();
  for (const { name } of Deno.readDirSync(here)) {
    if (name.endsWith(".md") && !pages.has(name)) {
      Deno.removeSync(new URL(name, here));
    }
  }
  for (const [name, text] of pages) {
    Deno.writeTextFileSync(new URL(name, here), text);
  }
}
