/**
 * What the inspector's page weighs, compressed, as it is sent.
 *
 * @module
 */
import * as elk from "../../src/inspector/bundles/elk.ts";
import * as page from "../../src/inspector/bundles/page.ts";
import type { Row } from "./table.ts";

/** Weighs all bundles: the page's, and the library that lays charts out, which is loaded beside it. */
export function run(): Promise<readonly Row[]> {
  const rows = Object.entries({ ...page, ...elk }).map(([name, bundle]) => ({
    name: `${name}, compressed`,
    value: Uint8Array.fromBase64(bundle).length / 1_000,
    unit: "kB",
  }));
  return Promise.resolve(rows);
}
