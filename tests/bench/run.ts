/**
 * Runs every `*_bench.ts` beside it and prints what they measured as one table. Names on the command
 * line choose among them: `deno task bench heartbeat`.
 *
 * @module
 */
import { type Row, table } from "./table.ts";

interface BenchModule {
  run(): Promise<readonly Row[]>;
}

const suffix = "_bench.ts";
const wanted = Deno.args;
const here = new URL(".", import.meta.url);
const names = [...Deno.readDirSync(here)]
  .filter(({ isFile, name }) => isFile && name.endsWith(suffix))
  .map(({ name }) => name.slice(0, -suffix.length))
  .filter((name) => wanted.length === 0 || wanted.includes(name))
  .sort();

const rows: Row[] = [];
// One after the other: they share the cores they measure.
for (const name of names) {
  const bench: BenchModule = await import(
    new URL(name + suffix, here).href
  );
  rows.push(...await bench.run());
}
console.log(table(rows));
