/**
 * A chart as SCXML 1.0 (W3C, State Chart XML), which other tools for statecharts read.
 *
 * The machine is a state in the document, since a document itself has neither transitions nor actions. Actions, which
 * exist in the program alone, are elements of a namespace of our own, `<rookery:action name="tell"/>`, as the standard
 * wants it of what a platform adds; `raise` is SCXML's own. `cond` is the guard in words, and the data model is called
 * `xstate` to say that nobody else can evaluate it. What `after` means is written out: a delayed event is sent on the way
 * in and cancelled on the way out. SCXML's events have no exact match: `a` also means `a.b` there.
 *
 * @module
 */
import type { ChartInvoke, ChartNode, ChartTransition } from "./chart.ts";
import type { ChartAction } from "./chart_action.ts";
import { guardText } from "./chart_guard.ts";
import type { ChartTrigger } from "./chart_trigger.ts";
import { unsaid } from "./chart_value.ts";
import { scxmlEvent, ScxmlIds, scxmlName } from "./scxml_names.ts";
import { element, type XmlElement, xmlLines } from "./xml.ts";

/** Namespace of what SCXML has no word for. */
export const rookeryNamespace = "https://jsr.io/@rookery/rookery/inspector";

/** Writes a chart. The text ends with a line break. */
export function scxmlOf(chart: ChartNode): string {
  const root = element("scxml", {
    xmlns: "http://www.w3.org/2005/07/scxml",
    "xmlns:rookery": rookeryNamespace,
    version: "1.0",
    datamodel: "xstate",
    name: scxmlName(chart.key),
    initial: scxmlName(chart.id),
  }, [new Writer(chart).state(chart)]);
  return [...xmlLines(root), ""].join("\n");
}

/** A delay of `after`. */
type After = Extract<ChartTrigger, { type: "after" }>;

/** Writes the states of one chart, whose ids it knows. */
class Writer {
  readonly #ids = new ScxmlIds();
  /** Ids of what is invoked, by its name in the machine, which several states may give. */
  readonly #invoked = new Map<string, string[]>();
  readonly #invokeIds = new Map<ChartInvoke, string>();
  /** Names of timers by state and delay: of the event, and of its sending. */
  readonly #timers = new Map<string, string>();

  constructor(chart: ChartNode) {
    const all = [...within(chart)];
    // States first, so that each has the name that can be read back.
    for (const { id } of all) this.#ids.take(scxmlName(id));
    for (const node of all) {
      for (const invoke of node.invokes) {
        const id = this.#ids.take(scxmlName(invoke.id));
        this.#invokeIds.set(invoke, id);
        const same = this.#invoked.get(invoke.id) ?? [];
        this.#invoked.set(invoke.id, [...same, id]);
      }
      for (const [key, { delay }] of delaysOf(node)) {
        const name = scxmlName(`after.${delay}.${node.id}`);
        this.#timers.set(key, this.#ids.take(name));
      }
    }
  }

  state(node: ChartNode, parent?: ChartNode): XmlElement {
    const id = scxmlName(node.id);
    if (node.history) return this.#history(node, parent!);
    const { type, description, tags, states } = node;
    const about = [
      ...description === undefined
        ? []
        : [element("rookery:description", {}, description)],
      ...tags.map((tag) => element("rookery:tag", {}, tag)),
    ];
    // A region of a parallel state cannot be `<final>` in SCXML.
    if (type === "final" && parent?.type !== "parallel") {
      return element("final", { id }, [...about, ...this.#work(node)]);
    }
    const { name, initial, start } = this.#kindOf(node);
    return element(name, { id, initial }, [
      ...about,
      ...start,
      ...this.#work(node),
      ...node.invokes.map((invoke) => this.#invoke(invoke)),
      ...node.transitions.map((transition) =>
        this.#transition(node, transition)
      ),
      ...states.map((state) => this.state(state, node)),
    ]);
  }

  #kindOf({ type, initial }: ChartNode) {
    if (type === "parallel") return { name: "parallel", start: [] };
    if (!initial) return { name: "state", start: [] };
    const target = scxmlName(initial.target);
    if (initial.actions.length === 0) {
      return { name: "state", initial: target, start: [] };
    }
    const transition = element(
      "transition",
      { target },
      initial.actions.map(action),
    );
    return { name: "state", start: [element("initial", {}, [transition])] };
  }

  #history({ id, history }: ChartNode, parent: ChartNode): XmlElement {
    const { depth, targets } = history!;
    // SCXML wants to be told what XState leaves to the parent.
    const first = targets.length > 0
      ? targets
      : parent.initial
      ? [parent.initial.target]
      : parent.states.filter(({ type }) => type !== "history")
        .map((region) => region.id);
    return element("history", { id: scxmlName(id), type: depth }, [
      element("transition", { target: targetText(first) }),
    ]);
  }

  #work(node: ChartNode): XmlElement[] {
    const timers = [...delaysOf(node)];
    const entry = [
      ...timers.map(([key, after]) => this.#send(key, after)),
      ...node.entry.map(action),
    ];
    const exit = [
      ...node.exit.map(action),
      ...timers.map(([key]) =>
        element("cancel", { sendid: this.#timers.get(key) })
      ),
    ];
    return [
      ...entry.length > 0 ? [element("onentry", {}, entry)] : [],
      ...exit.length > 0 ? [element("onexit", {}, exit)] : [],
    ];
  }

  #send(key: string, { delay, delayMs }: After): XmlElement {
    const name = this.#timers.get(key)!;
    const ms = delayMs ?? delay;
    return element("send", {
      id: name,
      event: name,
      ...typeof ms === "number" ? { delay: `${ms}ms` } : { delayexpr: ms },
    });
  }

  #invoke(invoke: ChartInvoke): XmlElement {
    const { id, src, systemId } = invoke;
    return element("invoke", {
      id: this.#invokeIds.get(invoke),
      type: "xstate",
      src: encodeURIComponent((src ?? id).toWellFormed()),
      "rookery:name": id,
      "rookery:systemId": systemId,
    });
  }

  #transition(
    node: ChartNode,
    { trigger, guard, targets, reenter, actions, description }: ChartTransition,
  ): XmlElement {
    return element("transition", {
      event: this.#eventOf(node, trigger),
      cond: guard && guardText(guard),
      target: targets && targetText(targets),
      type: reenter ? "external" : "internal",
      "rookery:description": description,
    }, actions.map(action));
  }

  #eventOf({ id }: ChartNode, trigger: ChartTrigger): string | undefined {
    switch (trigger.type) {
      case "always":
        return undefined;
      case "event":
        return scxmlEvent(trigger.event);
      case "after":
        return this.#timers.get(timerKey(id, trigger));
      case "done":
        return `done.state.${scxmlName(id)}`;
      case "actor_done":
        return this.#ofChild("done.invoke", trigger.actor);
      case "actor_error":
        return this.#ofChild("error.platform", trigger.actor);
      case "actor_snapshot":
        return this.#ofChild("xstate.snapshot", trigger.actor);
    }
  }

  #ofChild(prefix: string, actor: string): string {
    if (actor === "*") return `${prefix}.*`;
    const ids = this.#invoked.get(actor) ?? [scxmlName(actor)];
    return ids.map((id) => `${prefix}.${id}`).join(" ");
  }
}

function action({ name, params, isInline }: ChartAction): XmlElement {
  if (name === "raise" && isInline && params && params !== unsaid) {
    return element("raise", { event: scxmlEvent(params) });
  }
  return element("rookery:action", {
    name,
    params,
    inline: isInline && "true",
  });
}

/** The timers that a state sets, one for each delay, by names that no other timer of the machine has. */
function delaysOf({ id, transitions }: ChartNode): Map<string, After> {
  return new Map(
    transitions.flatMap(({ trigger }) =>
      trigger.type === "after" ? [[timerKey(id, trigger), trigger]] : []
    ),
  );
}

function timerKey(id: string, { delay }: After): string {
  return JSON.stringify([id, delay]);
}

function targetText(ids: readonly string[]): string {
  return ids.map(scxmlName).join(" ");
}

function* within(node: ChartNode): Iterable<ChartNode> {
  yield node;
  for (const state of node.states) yield* within(state);
}
