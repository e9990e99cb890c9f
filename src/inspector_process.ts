/**
 * The process that other nodes of the cluster ask to look at the actors of this one: an actor of the distribution, which
 * goes by a name of its own among processes.
 *
 * @module
 */
import { inspectorMachine } from "../actors/inspector.ts";
import { inquiryProcess } from "./inspector/inquiry.ts";
import type { InquiryDesk } from "./inspector/inquiry_desk.ts";
import { SpawnedActor } from "./local_actor.ts";
import type { AnyRef, ChildSpec, LifecycleEvent } from "./otp/mod.ts";
import type { ProcessAccess } from "./process_access.ts";
import { reasonOfCrash } from "./protocol/distribution/exit.ts";
import { reason } from "./protocol/distribution/route.ts";

/** System id of the actor. */
const path = "distribution/inspector";

/** The inspector as a process. */
export class InspectorProcess {
  readonly #desk: InquiryDesk;
  readonly #actor: SpawnedActor;

  /** Does not live yet. */
  constructor(desk: InquiryDesk, access: ProcessAccess) {
    this.#desk = desk;
    const keepsOn = () => {};
    this.#actor = new SpawnedActor(inquiryProcess, false, access, keepsOn);
  }

  /** The actor, for the supervisor `distribution`. */
  get child(): ChildSpec {
    const input = { desk: this.#desk };
    return { id: "inspector", logic: inspectorMachine, input };
  }

  /** Something happened to an actor of the tree: each incarnation of ours is a process. */
  heard(event: LifecycleEvent, ref: AnyRef): void {
    if (event.path !== path) return;
    switch (event.type) {
      case "started":
        return this.#actor.began(ref);
      case "crashed":
        return this.#actor.ended(ref, reasonOfCrash(event.error));
      case "stopped":
        return this.#actor.ended(ref, reason.shutdown);
    }
  }
}
