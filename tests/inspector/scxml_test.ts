import assert from "node:assert/strict";
import fc from "fast-check";
import { createMachine } from "xstate";
import { type ChartNode, chartOf } from "../../src/inspector/chart.ts";
import { guardText } from "../../src/inspector/chart_guard.ts";
import type { ChartTrigger } from "../../src/inspector/chart_trigger.ts";
import { scxmlOf } from "../../src/inspector/scxml.ts";
import {
  scxmlEvent,
  scxmlName,
  textOfScxmlName,
} from "../../src/inspector/scxml_names.ts";
import { allCharts } from "./charts.ts";
import { everythingMachine } from "./everything.ts";
import { type Read, readXml } from "./xml_reader.ts";

const ncName = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
/** Of the schema: words between dots, perhaps `.*`; several of them. */
const events =
  /^(?:\*|[\w:-]+(?:\.[\w:-]+)*(?:\.\*)?)(?: [\w:-]+(?:\.[\w:-]+)*(?:\.\*)?)*$/;
const states = ["state", "parallel", "final", "history"];
/** What may stand in what, by the schema. Elements of other namespaces may stand anywhere. */
const content: Readonly<Record<string, readonly string[]>> = {
  scxml: ["state", "parallel", "final"],
  state: ["onentry", "onexit", "transition", "initial", "invoke", ...states],
  parallel: [
    "onentry",
    "onexit",
    "transition",
    "invoke",
    "state",
    "parallel",
    "history",
  ],
  final: ["onentry", "onexit"],
  history: ["transition"],
  initial: ["transition"],
  transition: ["raise"],
  onentry: ["send", "raise"],
  onexit: ["cancel", "raise"],
  invoke: [],
  send: [],
  cancel: [],
  raise: [],
};

for (const chart of await allCharts()) {
  Deno.test(`the SCXML of ${chart.id} says what the chart says`, () => {
    const document = readXml(scxmlOf(chart));
    mustBeValid(document);
    const [root, ...others] = document.children;
    assert.equal(others.length, 0);
    assert.equal(document.attributes.get("initial"), scxmlName(chart.id));
    assert.deepEqual(readState(root!), saidOf(chart));
  });
}

Deno.test("a delay is a delayed event, sent on the way in and cancelled on the way out", () => {
  const work = find(scxmlOf(chartOf(everythingMachine)!), "everything.work");
  const [entry] = childrenOf(work, "onentry");
  const [exit] = childrenOf(work, "onexit");
  const sent = childrenOf(entry!, "send").map(({ attributes }) => ({
    ...Object.fromEntries(attributes),
  }));
  assert.deepEqual(sent, [
    {
      id: "after.1000.everything.work",
      event: "after.1000.everything.work",
      delay: "1000ms",
    },
    {
      id: "after.soon.everything.work",
      event: "after.soon.everything.work",
      delay: "500ms",
    },
  ]);
  assert.deepEqual(
    childrenOf(exit!, "cancel").map(({ attributes }) =>
      attributes.get("sendid")
    ),
    ["after.1000.everything.work", "after.soon.everything.work"],
  );
  const first = find(
    scxmlOf(chartOf(everythingMachine)!),
    "everything.work.first",
  );
  const [send] = childrenOf(childrenOf(first, "onentry")[0]!, "send");
  assert.equal(send!.attributes.get("delayexpr"), "later");
});

Deno.test("actions and what SCXML has no word for are elements of our namespace", () => {
  const text = scxmlOf(chartOf(everythingMachine)!);
  const root = find(text, "everything");
  const [entry] = childrenOf(root, "onentry");
  assert.deepEqual(
    entry!.children.map(({ name, attributes }) => [
      name,
      attributes.get("name"),
    ]),
    [["rookery:action", "begin"]],
  );
  const [said] = childrenOf(root, "transition");
  assert.equal(
    said!.children[0]!.attributes.get("params"),
    '{"word":"note"}',
  );
  const idle = find(text, "everything.idle");
  assert.deepEqual(
    childrenOf(idle, "rookery:tag").map(({ text }) => text),
    ["healthy", "waiting"],
  );
  assert.equal(
    childrenOf(idle, "rookery:description")[0]!.text,
    "Nothing yet.",
  );
});

Deno.test("a history state that names nothing goes where its parent begins", () => {
  const text = scxmlOf(chartOf(everythingMachine)!);
  const targetOf = (id: string) =>
    childrenOf(find(text, id), "transition")[0]!.attributes.get("target");
  assert.equal(targetOf("everything.hist"), "everything.work.second");
  assert.equal(targetOf("everything.work.hist"), "everything.work.first");
  const regions = chartOf(createMachine({
    id: "p",
    type: "parallel",
    states: { a: {}, b: {}, h: { type: "history" } },
  }))!;
  assert.equal(
    childrenOf(find(scxmlOf(regions), "p.h"), "transition")[0]!
      .attributes.get("target"),
    "p.a p.b",
  );
});

Deno.test("what several states invoke under one name has an id each, and is heard under all of them", () => {
  const chart = chartOf(createMachine({
    id: "m",
    initial: "a",
    on: { "xstate.done.actor.job": ".b" },
    states: {
      a: { invoke: { id: "job", src: "x" } },
      b: { invoke: { id: "job", src: "y z" } },
      job: { id: "job" },
    },
  } as never))!;
  const document = readXml(scxmlOf(chart));
  mustBeValid(document);
  const invokes = [...within(document)].filter(({ name }) => name === "invoke");
  assert.deepEqual(invokes.map(({ attributes }) => attributes.get("id")), [
    "job_2",
    "job_3",
  ]);
  assert.deepEqual(
    invokes.map(({ attributes }) => attributes.get("rookery:name")),
    ["job", "job"],
  );
  assert.equal(invokes[1]!.attributes.get("src"), "y%20z");
  const [done] = childrenOf(find(scxmlOf(chart), "m"), "transition");
  assert.equal(
    done!.attributes.get("event"),
    "done.invoke.job_2 done.invoke.job_3",
  );
});

Deno.test("names that mean something to XML, or to SCXML, are only names", () => {
  const hostile = [
    `"/><state id="evil"/>`,
    "a b",
    "a.b.",
    "1st",
    "_x0041_",
    "*",
    "\0\n\ud800",
    "ü &amp; 𝔘",
    "",
    "_",
  ];
  const none = { tags: [], entry: [], exit: [], invokes: [], transitions: [] };
  const chart: ChartNode = {
    ...none,
    id: "<m>",
    key: "<m>",
    type: "compound",
    initial: { target: `#${hostile[0]}`, actions: [] },
    states: hostile.map((name, at) => ({
      id: `#${name}`,
      key: name,
      type: "atomic",
      description: name,
      tags: [name],
      entry: [{ name, params: name }],
      exit: [],
      invokes: [{ id: name, src: name, systemId: name }],
      transitions: [
        { type: "after", delay: name } as const,
        { type: "event", event: `x${name}` } as const,
        { type: "actor_done", actor: name } as const,
      ].map((trigger, i) => ({
        id: `#${name}~${i}`,
        trigger,
        guard: { type: "named", name, params: name },
        targets: [`#${hostile[(at + 1) % hostile.length]}`],
        actions: [{ name, params: name }],
        reenter: false,
      })),
      states: [],
    })),
  };
  const document = readXml(scxmlOf(chart));
  mustBeValid(document);
  const ids = document.children[0]!.children
    .filter(({ name }) => states.includes(name))
    .map(({ attributes }) => textOfScxmlName(attributes.get("id")!));
  assert.deepEqual(ids, hostile.map((name) => `#${name}`));
});

Deno.test("every text has an id of its own, which can be read back", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom("_", "x", "0", "A", "_x", "0041", ".", "-", " "))
      .map((parts) => parts.join("")),
  );
  fc.assert(fc.property(text, (text) => {
    const name = scxmlName(text);
    assert.match(name, ncName);
    assert.equal(textOfScxmlName(name), text);
    const event = scxmlEvent(`e${text}`);
    assert(events.test(event) && !event.includes(" "), event);
  }));
});

Deno.test("what is no SCXML is noticed", () => {
  const wrong = [
    '<scxml><state id="a b"/></scxml>',
    '<scxml><state id="a"/><state id="a"/></scxml>',
    '<scxml><state id="a"><transition target="b"/></state></scxml>',
    '<scxml><final id="a"><transition/></final></scxml>',
    '<scxml><state id="a"><transition event="x. y"/></state></scxml>',
    '<scxml><state id="a"></scxml>',
    '<scxml a="1" a="2"/>',
    "<scxml>&nbsp;</scxml>",
  ];
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  for (const text of wrong) {
    assert.throws(() => mustBeValid(readXml(head + text)), text);
  }
});

/** What a state is and where it leads, as both sides can say it. */
interface Said {
  readonly id: string;
  readonly type: string;
  readonly initial?: string;
  readonly transitions: readonly string[];
  readonly states: readonly Said[];
}

function saidOf(node: ChartNode): Said {
  const type = node.type === "atomic" || node.type === "compound"
    ? "state"
    : node.type;
  const isBare = type === "history" || type === "final";
  return {
    id: node.id,
    type: node.history ? `history ${node.history.depth}` : type,
    ...(node.initial && { initial: node.initial.target }),
    transitions: isBare ? [] : node.transitions.map(
      ({ trigger, guard, targets, reenter }) =>
        JSON.stringify([
          eventOf(node.id, trigger),
          guard ? guardText(guard) : null,
          targets ?? null,
          reenter ? "external" : "internal",
        ]),
    ),
    states: node.states.map(saidOf),
  };
}

function eventOf(id: string, trigger: ChartTrigger): string | null {
  switch (trigger.type) {
    case "event":
      return trigger.event;
    case "always":
      return null;
    case "after":
      return `after.${trigger.delay}.${id}`;
    case "done":
      return `done.state.${id}`;
    case "actor_done":
      return `done.invoke.${trigger.actor}`;
    case "actor_error":
      return `error.platform.${trigger.actor}`;
    case "actor_snapshot":
      return `xstate.snapshot.${trigger.actor}`;
  }
}

function readState(read: Read): Said {
  const { name, attributes } = read;
  const [initial] = childrenOf(read, "initial");
  const start = attributes.get("initial") ??
    (initial && childrenOf(initial, "transition")[0]!.attributes.get("target"));
  const isHistory = name === "history";
  return {
    id: textOfScxmlName(attributes.get("id")!),
    type: isHistory ? `history ${attributes.get("type")}` : name,
    ...(start !== undefined && { initial: textOfScxmlName(start) }),
    transitions: isHistory ? [] : childrenOf(read, "transition").map(
      ({ attributes }) =>
        JSON.stringify([
          attributes.get("event") ?? null,
          attributes.get("cond") ?? null,
          attributes.get("target")?.split(" ").map(textOfScxmlName) ?? null,
          attributes.get("type"),
        ]),
    ),
    states: read.children.filter(({ name }) => states.includes(name))
      .map(readState),
  };
}

/** Throws where a document is not as the schema of SCXML wants it, as far as what we write goes. */
function mustBeValid(document: Read): void {
  const all = [...within(document)];
  const ids = all.flatMap(({ attributes }) => attributes.get("id") ?? []);
  assert.equal(new Set(ids).size, ids.length, "Two have one id");
  for (const { name, attributes, children } of all) {
    if (name.startsWith("rookery:")) continue;
    const allowed = content[name];
    assert(allowed, `SCXML has no ${name}`);
    for (const child of children) {
      const isOurs = child.name.startsWith("rookery:");
      assert(
        isOurs || allowed.includes(child.name),
        `${child.name} in ${name}`,
      );
    }
    const id = attributes.get("id");
    if (id !== undefined) assert.match(id, ncName);
    const event = attributes.get("event");
    if (event !== undefined) assert.match(event, events);
    const targets = ["target", "initial"]
      .flatMap((key) => attributes.get(key)?.split(" ") ?? []);
    for (const target of targets) assert(ids.includes(target), target);
    const sent = attributes.get("sendid");
    if (sent !== undefined) assert(ids.includes(sent), sent);
  }
}

function find(text: string, id: string): Read {
  const document = readXml(text);
  return [...within(document)].find(({ attributes }) =>
    attributes.get("id") === scxmlName(id)
  )!;
}

function childrenOf({ children }: Read, wanted: string): Read[] {
  return children.filter(({ name }) => name === wanted);
}

function* within(element: Read): Iterable<Read> {
  yield element;
  for (const child of element.children) yield* within(child);
}
