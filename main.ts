/**
 * The command: `deno run --allow-net main.ts [options]`.
 *
 * @module
 */
import { run } from "./src/cli/program.ts";

Deno.exit(await run(Deno.args));
