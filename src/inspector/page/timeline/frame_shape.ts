/**
 * What a frame and a chart look like, for those that come from a file.
 *
 * @module
 */
import { actorKinds } from "../../frame.ts";
import {
  type Check,
  either,
  fields,
  flag,
  listOf,
  nested,
  number,
  oneOf,
  tableOf,
  text,
  time,
} from "./shape.ts";

const texts = listOf(text);

const stateValue = nested((inner) =>
  either("the name of a state or states within states", text, tableOf(inner))
);

const json = nested((inner) => {
  const list = listOf(inner);
  const table = tableOf(inner);
  return (value) => {
    if (Array.isArray(value)) return list(value);
    if (typeof value === "object" && value !== null) return table(value);
  };
});

const row = fields({
  id: text,
  name: text,
  kind: oneOf(...actorKinds),
  status: oneOf("active", "done", "error", "stopped"),
  events: number,
  restarts: number,
}, {
  parent: text,
  chart: text,
  value: stateValue,
  tags: texts,
  crash: fields({ atMs: time, causes: texts }),
});

const logEntry = fields(
  { number, atMs: time, to: text, type: text },
  { from: text },
);

const lifecycleEntry = fields({
  sequence: number,
  atMs: time,
  path: text,
  type: oneOf(
    "started",
    "stopped",
    "completed",
    "crashed",
    "gave_up",
    "restarted",
  ),
}, { causes: texts });

const detail = fields({
  id: text,
  context: json,
  mailbox: number,
  timers: listOf(fields({ name: text, atMs: time })),
}, { systemId: text, input: json });

const facts = fields({
  overlays: listOf(fields({
    name: text,
    members: listOf(fields({
      name: text,
      address: text,
      state: text,
      side: oneOf("bridge", "group"),
      heardAtMs: time,
    })),
    traffic: tableOf(number),
  }, { memberCount: number })),
  topologies: listOf(fields({
    name: text,
    peers: listOf(fields({
      node: text,
      address: text,
      state: oneOf("heard", "silent"),
      heardAtMs: time,
    })),
  }, { peerCount: number })),
  connections: listOf(fields({
    node: text,
    about: tableOf(either("a text, a number or a flag", text, number, flag)),
  }, { path: text })),
});

/** A frame. */
export const frameShape: Check = fields({ atMs: time }, {
  all: listOf(row),
  rows: listOf(row),
  gone: texts,
  log: listOf(logEntry),
  dropped: number,
  lifecycle: listOf(lifecycleEntry),
  detail,
  fired: texts,
  facts,
});

const actions = listOf(fields({ name: text }, { params: text }));

const guard = nested((inner) => {
  const guards = fields({ guards: listOf(inner) });
  const kinds = new Map<unknown, Check>([
    ["named", fields({ name: text }, { params: text })],
    ["inline", fields({})],
    ["and", guards],
    ["or", guards],
    ["not", fields({ guard: inner })],
    ["in", fields({ state: text })],
  ]);
  const known = fields({ type: oneOf(...kinds.keys()) });
  return (value) =>
    known(value) ?? kinds.get((value as { type: unknown }).type)!(value);
});

const trigger = fields({
  type: oneOf(
    "event",
    "always",
    "after",
    "done",
    "actor_done",
    "actor_error",
    "actor_snapshot",
  ),
}, {
  event: text,
  actor: text,
  delay: either("a text or a number", text, number),
  delayMs: number,
});

const transition = fields({ id: text, trigger, actions, reenter: flag }, {
  guard,
  targets: texts,
  description: text,
});

/** A chart. */
export const chartShape: Check = nested((inner) =>
  fields({
    id: text,
    key: text,
    type: oneOf("atomic", "compound", "parallel", "final", "history"),
    tags: texts,
    entry: actions,
    exit: actions,
    invokes: listOf(fields({ id: text }, { src: text, systemId: text })),
    transitions: listOf(transition),
    states: listOf(inner),
  }, {
    description: text,
    initial: fields({ target: text, actions }, { description: text }),
    history: fields({ depth: oneOf("shallow", "deep"), targets: texts }),
  })
);
