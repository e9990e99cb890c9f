/**
 * Pictures of 16 px, drawn with the colour of the text around them. What they mean is said beside them in words.
 *
 * @module
 */
import type { JSX } from "preact";
import type { ActorKind } from "../../frame.ts";
import type { Tone } from "../words/tone.ts";

/** Pictures by name: the path of each, drawn as a line of 1.5 px. */
const paths = {
  supervisor: "M8 2.5v3.5M3.5 13V9.5h9V13M8 6v7M6.5 2.5h3",
  pool: "M4.5 5.5h7v7h-7zM6.5 3.5h7v7M2.5 7.5v7h7",
  port: "M2.5 8h5M7.5 4.5v7M7.5 5.5h3a2.5 2.5 0 0 1 0 5h-3M13 8h1.5",
  machine: "M2.5 3h5v3.5h-5zM8.5 9.5h5V13h-5zM5 6.5v4.75h3.5",
  promise:
    "M4.5 2.5h7M4.5 13.5h7M5.5 2.5c0 3 5 3 5 5.5s-5 2.5-5 5.5M10.5 2.5c0 3-5 3-5 5.5s5 2.5 5 5.5",
  callback: "M10.5 3.5l3 3-3 3M13.5 6.5h-7a4 4 0 0 0 0 6.5",
  observable:
    "M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4zM8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
  transition: "M2.5 8h10M9.5 5l3 3-3 3",
  other: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11z",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5l3 3",
  closed: "M6 4l4 4-4 4",
  open: "M4 6l4 4 4-4",
  restart: "M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3",
  crash: "M9 1.5 4 9h3.5L6.5 14.5 12 6.5H8.5z",
  debug: "M3 3.5h10v9H3zM5 6.5l1.5 1.5L5 9.5M8 10h3",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  play: "M5 3.5l7.5 4.5L5 12.5z",
  end: "M8 2.5v8M4.5 7 8 10.5 11.5 7M3.5 13.5h9",
  sun:
    "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M3.4 12.6l.7-.7M11.9 4.1l.7-.7",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z",
  system: "M2.5 3.5h11v7h-11zM6 13.5h4M8 10.5v3",
  leave: "M6.5 2.5h-4v11h4M6 8h7.5M10.5 5l3 3-3 3",
  tree: "M3 3h4v3H3zM9 10h4v3H9zM5 6v5.5h4",
  chart: "M2.5 5.5h4.5v5H2.5zM10 8h3.5M7 8h3M11.5 6l2 2-2 2",
  events: "M3 4h1M6 4h7M3 8h1M6 8h7M3 12h1M6 12h7",
  sequence: "M4 2.5v11M12 2.5v11M4 6h8M10 4.5 12 6l-2 1.5M12 11H4",
  cluster:
    "M8 2a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM3.5 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM12.5 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3zM7.3 4.8 4.3 10.7M8.7 4.8l3 5.9M5 12h6",
  history: "M2.5 8A5.5 5.5 0 1 0 4.5 3.7M2.5 2.5v3h3M8 5v3.2l2.2 1.3",
  actor:
    "M8 2.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5zM3 13.5c0-3 2-4.5 5-4.5s5 1.5 5 4.5",
  timer: "M8 3.5a5 5 0 1 0 0 10 5 5 0 0 0 0-10zM8 6v2.5l1.5 1.5M6.5 1.5h3",
  taller: "M3.5 3h9M8 13V6.5M5 9.5l3-3 3 3",
  lower: "M3.5 13h9M8 3v6.5M5 6.5l3 3 3-3",
  close: "M4 4l8 8M12 4l-8 8",
  filter: "M2.5 3.5h11L9.5 8v5l-3-1.5V8z",
  lost: "M8 2.5 14 13H2zM8 6.5v3M8 11v.6",
} as const;

/** Name of a picture. */
export type IconName = keyof typeof paths;

/** A picture, which only decorates. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

/** What kind of actor it is, for those who see it. */
export function KindIcon({ kind }: { readonly kind: ActorKind }): JSX.Element {
  return (
    <span class={`kind kind-${kind}`} title={kind}>
      <Icon name={kind} />
    </span>
  );
}

const shapes: Readonly<Record<Tone, JSX.Element>> = {
  healthy: <circle cx="5" cy="5" r="4" />,
  waiting: <circle class="hollow" cx="5" cy="5" r="3.2" />,
  troubled: <path d="M5 .5 9.7 9H.3z" />,
  crashed: (
    <path d="M2 .5 5 3.5 8 .5 9.5 2 6.5 5l3 3L8 9.5 5 6.5 2 9.5.5 8l3-3-3-3z" />
  ),
  ended: <rect x="1.5" y="1.5" width="7" height="7" />,
  plain: <circle cx="5" cy="5" r="2.5" />,
};

/** How an actor fares: a shape for each tone, which its colour only repeats. */
export function ToneMark({ tone }: { readonly tone: Tone }): JSX.Element {
  return (
    <svg class={`tone tone-${tone}`} viewBox="0 0 10 10" aria-hidden="true">
      {shapes[tone]}
    </svg>
  );
}
