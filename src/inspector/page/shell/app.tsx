/**
 * The page's parts and where they stand.
 *
 * @module
 */
import type { JSX } from "preact";
import { ActorPanel } from "../actor/actor_panel.tsx";
import { ChartView } from "../chart/chart_view.tsx";
import { EventLog } from "../log/event_log.tsx";
import { link } from "../model.ts";
import { Tree } from "../tree/tree.tsx";
import { Announcer } from "./announcer.tsx";
import { Header } from "./header.tsx";
import { Later } from "./later.tsx";
import { Login } from "./login.tsx";
import { LostNotice } from "./lost_notice.tsx";
import { PaneBar } from "./pane_bar.tsx";
import { isTall, pane } from "./places.ts";
import { sizes } from "./sizes.ts";
import { Splitter } from "./splitter.tsx";
import { type TabContent, Tabs } from "./tabs.tsx";

const tabs: readonly TabContent[] = [
  { id: "events", label: "Events", content: () => <EventLog /> },
  {
    id: "sequence",
    label: "Sequence",
    content: () => <Later name="SequenceView" />,
  },
  {
    id: "cluster",
    label: "Cluster",
    content: () => <Later name="ClusterView" />,
  },
  { id: "history", label: "History", content: () => <Later name="Timeline" /> },
];

/** The whole page. */
export function App(): JSX.Element {
  return (
    <>
      {link.value === "login" ? <Login /> : <Workplace />}
      <Later name="DropTarget" isQuiet />
      <Announcer />
    </>
  );
}

function Workplace(): JSX.Element {
  return (
    <div
      class={`workplace show-${pane.value} link-${link.value}`}
      style={{
        "--tree-size": `${sizes.tree.value}%`,
        "--activity-size": `${sizes.activity.value}%`,
        "--actor-size": `${sizes.actor.value}%`,
      }}
    >
      <div class="top">
        <Header />
        <LostNotice />
      </div>
      <main class="panes">
        <Tree />
        <Splitter part="tree" label="the tree" />
        <div class={`middle ${isTall.value ? "tall" : ""}`}>
          <section class="chart-pane pane" aria-label="Statechart">
            <ChartView />
          </section>
          <Splitter part="activity" label="events and diagrams" />
          <Tabs tabs={tabs} />
        </div>
        <Splitter part="actor" label="the selected actor" />
        <ActorPanel />
      </main>
      <PaneBar />
    </div>
  );
}
