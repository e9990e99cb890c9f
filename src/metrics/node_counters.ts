/**
 * What is counted of a node as it happens, whoever asks later.
 *
 * @module
 */
import type { NodeEvent } from "../node_events.ts";
import type { TimerStep } from "../otp/mod.ts";
import { Counter, type Family, Histogram } from "./registry.ts";

const perSecond = 1_000;

/** The counters of one node. */
export class NodeCounters {
  /** Datagrams that were understood, and those that were handed to the socket. */
  readonly datagrams: Counter = new Counter({
    name: "rookery_datagrams_total",
    help: "Datagrams that were understood, and those that were sent.",
    labels: ["port", "direction", "kind"],
  });
  /** Their bytes. */
  readonly bytes: Counter = new Counter({
    name: "rookery_datagram_bytes_total",
    help: "Bytes of these datagrams, as they travel.",
    labels: ["port", "direction"],
  });
  /** How late timers fire, which is how long the event loop was busy. */
  readonly lag: Histogram = new Histogram({
    name: "rookery_event_loop_lag_seconds",
    help: "How late timers fired.",
    labels: [],
  });
  /** How long requests of the HTTP server take. */
  readonly requests: Histogram = new Histogram({
    name: "rookery_http_request_seconds",
    help: "Time from a request to its answer.",
    labels: ["method", "route", "status"],
  });
  readonly #refused = new Counter({
    name: "rookery_datagrams_refused_total",
    help: "Datagrams, digests and rows that were not taken.",
    labels: ["place", "reason"],
  });
  readonly #sockets = new Counter({
    name: "rookery_socket_refusals_total",
    help: "Times that the network refused a socket something.",
    labels: ["place", "reason"],
  });
  readonly #crashes = new Counter({
    name: "rookery_crashes_total",
    help: "Actors that crashed.",
    labels: ["actor"],
  });
  readonly #restarts = new Counter({
    name: "rookery_restarts_total",
    help: "Actors that their supervisors started again.",
    labels: ["actor"],
  });
  readonly #steps = new Histogram({
    name: "rookery_timer_step_seconds",
    help: "Time that an actor's sweep, round or retry took.",
    labels: ["actor", "delay"],
  });
  readonly #dials = new Histogram({
    name: "rookery_dial_seconds",
    help: "Time that connecting to another node took.",
    labels: ["outcome"],
  });
  readonly #strangers = new Counter({
    name: "rookery_connections_refused_total",
    help: "Connections of other nodes that were turned away.",
    labels: ["reason"],
  });
  readonly #lost = new Counter({
    name: "rookery_connections_lost_total",
    help: "Connections to other nodes that ended, by why.",
    labels: ["reason"],
  });

  /** Those that count durations. */
  get histograms(): readonly Histogram[] {
    return [this.#steps, this.lag, this.#dials, this.requests];
  }

  /** All of them. */
  families(): readonly Family[] {
    return [
      ...[this.datagrams, this.bytes, this.#refused, this.#sockets],
      ...[this.#crashes, this.#restarts, this.#strangers, this.#lost],
      ...this.histograms,
    ];
  }

  /** Counts what a node tells. */
  told(event: NodeEvent): void {
    switch (event.type) {
      case "datagrams_refused": {
        const place = `topologies/${event.topology}`;
        return this.#refused.add([place, event.reason], event.count);
      }
      case "digests_refused": {
        const place = `overlays/${event.overlay}`;
        return this.#refused.add([place, event.reason], event.count);
      }
      case "socket_refused":
        return this.#sockets.add([
          `topologies/${event.topology}/socket`,
          event.reason,
        ]);
      case "overlay_socket_refused": {
        const { overlay, socket, reason } = event;
        return this.#sockets.add([`overlays/${overlay}/${socket}`, reason]);
      }
      case "actor_crashed":
        return this.#crashes.add([withoutMember(event.actor)]);
      case "actor_restarted":
        return this.#restarts.add([withoutMember(event.actor)]);
      case "connect_node_ok":
        return this.#dials.observe(["ok"], event.durationMs / perSecond);
      case "connect_node_error":
        return this.#dials.observe(
          [event.detail],
          event.durationMs / perSecond,
        );
      case "connections_refused":
        return this.#strangers.add([event.reason], event.count);
      case "node_down":
        return this.#lost.add([event.reason]);
    }
  }

  /** Counts a step that a timer began. */
  stepped({ path, delay, durationMs }: TimerStep): void {
    this.#steps.observe([withoutMember(path), delay], durationMs / perSecond);
  }
}

/** Members of a crowd are named by strangers, and come and go: they are counted together. */
export function withoutMember(path: string): string {
  return /^(.*?\/crowd)\//.exec(path)?.[1] ?? path;
}
