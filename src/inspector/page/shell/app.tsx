/**
 * The page's parts and where they stand.
 *
 * @module
 */
import { link } from "../model.ts";

/** The whole page. */
export function App() {
  return <main>{link.value}</main>;
}
