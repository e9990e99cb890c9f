/**
 * Where the page begins.
 *
 * @module
 */
import { render } from "preact";
import { stayConnected } from "./connection.ts";
import { App } from "./shell/app.tsx";

stayConnected();
render(<App />, document.body);
