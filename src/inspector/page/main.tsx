/**
 * Where the page begins.
 *
 * @module
 */
import { render } from "preact";
import { stayConnected } from "./connection.ts";
import { followConnections } from "./cluster/glances.ts";
import { App } from "./shell/app.tsx";
import { followFragment } from "./shell/fragment.ts";
import { applyTheme } from "./shell/theme.ts";
import { startTicks } from "./shell/ticks.ts";
import { keepTitle } from "./shell/window_title.ts";

applyTheme();
startTicks();
keepTitle();
followFragment();
followConnections();
stayConnected();
render(<App />, document.body);
