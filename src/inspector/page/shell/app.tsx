/**
 * The page's parts and where they stand.
 *
 * @module
 */
import type { JSX } from "preact";
import { ActorPanel } from "../actor/actor_panel.tsx";
import { EventLog } from "../log/event_log.tsx";
import { link } from "../model.ts";
import { Tree } from "../tree/tree.tsx";
import { Announcer } from "./announcer.tsx";
import { Header } from "./header.tsx";
import { Login } from "./login.tsx";
import { PaneBar } from "./pane_bar.tsx";
import { pane } from "./places.ts";
import { type TabContent, Tabs } from "./tabs.tsx";

const tabs: readonly TabContent[] = [
  { id: "events", label: "Events", content: () => <EventLog /> },
];

/** The whole page. */
export function App(): JSX.Element {
  return (
    <>
      {link.value === "login" ? <Login /> : <Workplace />}
      <Announcer />
    </>
  );
}

function Workplace(): JSX.Element {
  return (
    <div class={`workplace show-${pane.value}`}>
      <Header />
      <main class="panes">
        <Tree />
        <div class="middle">
          <section class="chart-pane pane" aria-label="Statechart">
          </section>
          <Tabs tabs={tabs} />
        </div>
        <ActorPanel />
      </main>
      <PaneBar />
    </div>
  );
}
