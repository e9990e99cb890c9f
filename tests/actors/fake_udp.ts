/**
 * A UDP port made by hand: a test plays the world.
 *
 * @module
 */
import type { AnyActorLogic } from "xstate";
import { fromPort } from "../../src/otp/mod.ts";

/** What a machine asked of the port. */
export interface Command {
  /** `datagram.send` or `socket.rejoin`. */
  readonly type: string;
  /** What to send. */
  readonly value?: { readonly type: string };
}

/** Ports, of which at most one is open, and what they were asked. */
export class FakeUdp {
  /** How many were opened so far. */
  opened = 0;
  /** How many were disposed so far. */
  disposed = 0;
  #asked: string[] = [];
  #up: (event: { readonly type: string }) => void = () => {};
  #fail: (error: unknown) => void = () => {};

  /** What to provide as `udp`. */
  readonly logic = fromPort<Command, unknown, { readonly type: string }>(
    ({ up, fail }) => {
      this.opened++;
      this.#up = up;
      this.#fail = fail;
      return {
        receive: ({ type, value }) =>
          void this.#asked.push(value ? value.type : type),
        [Symbol.dispose]: () => void this.disposed++,
      };
    },
  ) as AnyActorLogic;

  /** What was asked since the last call: kinds of values sent, and `socket.rejoin`. */
  take(): string {
    return this.#asked.splice(0).join(" ");
  }

  /** The world grants the socket. */
  grant(): void {
    this.#up({ type: "socket.bound", ...{ address: "0.0.0.0", port: 45_892 } });
  }

  /** The world refuses something. */
  refuse(during: string, reason: string, count?: number): void {
    const message = `Cannot ${during}`;
    this.tell({ type: "socket.refused", during, reason, message, count });
  }

  /** A probe comes back. */
  deliver(value: object, address = "10.0.0.2", atMs = 0): void {
    const from = { address, port: 45_892 };
    this.tell({ type: "probe.received", value, from, atMs });
  }

  /** Something else comes, which goes to who listens. */
  notice(): void {
    this.tell({ type: "traffic.noticed" });
  }

  /** The port says this. */
  tell(event: { readonly type: string; readonly [key: string]: unknown }) {
    this.#up(event);
  }

  /** The port crashes. */
  crash(error: unknown): void {
    this.#fail(error);
  }
}
