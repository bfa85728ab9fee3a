// A Flowhook on a simulated clock, for playing scenarios. A scenario has the same outcome in memory, on SQLite and on the adapters
// of AWS.

import type { Secrets, WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";

/** A clock that only its owner moves. */
export interface SimulatedClock {
  /** In milliseconds since 1970. */
  now: number;
}

export interface PlaygroundSetup {
  readonly clock: SimulatedClock;
  readonly flows: readonly Flow[];
  /** The organization's time zone: an IANA name. */
  readonly timezone: string;
  readonly secrets: Secrets;
  readonly target: WebhookTarget;
}

/** A Flowhook on a simulated clock. */
export interface Playground {
  /** Receives an event now. */
  receive(message: EventMessage): Promise<void>;
  /** Approves or discards a parked delivery. */
  review(decision: "approve" | "discard", deliveryId: string): Promise<void>;
  /** Processes everything that is due now. */
  workDue(): Promise<void>;
  /** The time when something is due next, in milliseconds since 1970; undefined if nothing waits. */
  nextDue(): Promise<number | undefined>;
  /** All recorded deliveries. */
  deliveries(): Promise<readonly DeliveryRecord[]>;
  close(): Promise<void>;
}

/** Opens an empty playground. */
export type OpenPlayground = (setup: PlaygroundSetup) => Promise<Playground>;
