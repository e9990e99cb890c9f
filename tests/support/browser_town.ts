/**
 * An overlay with as many members as a test wants, for a browser to look at: no node, but a tree of the same shape, whose
 * facts say what a node's would.
 *
 * @module
 */
import { createMachine } from "xstate";
import type { MemberFacts, NodeFacts } from "../../src/inspector/frame.ts";
import { Hub } from "../../src/inspector/hub.ts";
import { InspectorRoutes } from "../../src/inspector/inspector_routes.ts";
import {
  type AnyRef,
  childOf,
  type Logic,
  membersOf,
  pool,
  startTree,
  supervisor,
  type Tree,
} from "../../src/otp/mod.ts";
import { realClock } from "../../src/ports/clock.ts";
import { realRandom } from "../../src/ports/random.ts";

/** A member: reachable, or silent for a while. */
const member: Logic = createMachine({
  id: "member",
  initial: "reachable",
  states: {
    reachable: { tags: "healthy", on: { silence: "quarantine" } },
    quarantine: { tags: "troubled", on: { heard: "reachable" } },
  },
});

const group = (id: string, child: { id: string; logic: Logic }) =>
  supervisor({ id, strategy: "one_for_one", children: [child] });

/** A running town with an inspector. */
export class Town implements AsyncDisposable {
  /** Where its page is, with a `/` at the end. */
  readonly address: string;
  readonly #tree: Tree;
  readonly #hub: Hub;
  readonly #routes: InspectorRoutes;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  /** Starts one of that many members. */
  constructor(members: number) {
    const crowd = { id: "crowd", logic: pool({ logic: member }) };
    const town = group("town", {
      id: "members",
      logic: group("members", crowd),
    });
    const overlays = group("overlays", { id: "town", logic: town });
    const node = group("node", { id: "overlays", logic: overlays });
    this.#tree = startTree(node);
    for (let number = 0; number < members; number++) {
      const id = `member${number}`;
      this.#crowd().send({ type: "pool.start", id, input: undefined });
    }
    const facts = () => this.#facts();
    this.#hub = new Hub(this.#tree.root, { clock: realClock, facts });
    this.#routes = new InspectorRoutes({
      ...{ clock: realClock, random: realRandom, login: false },
      title: () => "town",
      nodes: () => [{ name: "town", isSelf: true }],
      source: () => this.#hub,
    });
    const viewer = {
      name: "anyone",
      may: { restart: false, crash: false, debug: false },
    };
    this.#server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      (request) => this.#routes.respond(request, viewer),
    );
    this.address = `http://127.0.0.1:${this.#server.addr.port}/`;
  }

  /** Hands an event to the members from one number to before another. */
  tell(type: "silence" | "heard", from: number, end: number): void {
    for (let number = from; number < end; number++) {
      const id = `member${number}`;
      this.#crowd().send({ type: "pool.send", id, event: { type } });
    }
  }

  #crowd(): AnyRef {
    const steps = ["overlays", "town", "members", "crowd"];
    return steps.reduce((ref, id) => childOf(ref, id)!, this.#tree.root);
  }

  #facts(): NodeFacts {
    const members = [...membersOf(this.#crowd())!].map(([name, ref], at) =>
      memberFacts(name, ref, at)
    );
    const traffic = { to_group: 120, from_group: 450 };
    return {
      overlays: [{
        name: "town",
        members,
        memberCount: members.length,
        traffic,
      }],
      topologies: [],
      connections: [],
    };
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#routes.close("The town is no more");
    this.#hub.close();
    await this.#server.shutdown();
    this.#tree.stop();
  }
}

function memberFacts(name: string, ref: AnyRef, at: number): MemberFacts {
  const { value } = ref.getSnapshot() as { readonly value?: string };
  return {
    name,
    address: `10.0.${at >> 8}.${at & 255}:6666`,
    state: value!,
    side: at % 100 === 99 ? "bridge" : "group",
    heardAtMs: Date.now() - at,
  };
}
