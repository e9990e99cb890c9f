/**
 * The charts of all machines of the project, and of the one that uses every feature.
 *
 * @module
 */
import { type ChartNode, chartOf } from "../../src/inspector/chart.ts";
import { type Logic, supervisor } from "../../src/otp/mod.ts";
import { everythingMachine } from "./everything.ts";

/** Every machine's chart, in order of the names of their files. */
export async function allCharts(): Promise<readonly ChartNode[]> {
  const actors = new URL("../../actors/", import.meta.url);
  const files = [...Deno.readDirSync(actors)].map(({ name }) => name).sort();
  const charts: ChartNode[] = [];
  for (const file of files) {
    const exports: Record<string, unknown> = await import(
      new URL(file, actors).href
    );
    for (const [name, machine] of Object.entries(exports)) {
      const chart = name.endsWith("Machine") && chartOf(machine as Logic);
      if (chart) charts.push(chart);
    }
  }
  const ofSupervisor = supervisor({
    id: "supervisor",
    strategy: "one_for_one",
  });
  return [...charts, chartOf(ofSupervisor)!, chartOf(everythingMachine)!];
}
