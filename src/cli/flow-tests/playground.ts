// A Flowhook on a simulated clock, as the player of scenarios sees it. What lies behind it, memory, SQLite or the adapters
// of AWS, makes no difference to a scenario.

import type { Secrets, WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";

/** A clock that is set by hand. */
export interface SimulatedClock {
  /** In milliseconds since 1970. */
  now: number;
}

/** What a playground is made of. */
export interface PlaygroundSetup {
  readonly clock: SimulatedClock;
  readonly flows: readonly Flow[];
  /** The organization's zone, an IANA name. */
  readonly timezone: string;
  readonly secrets: Secrets;
  readonly target: WebhookTarget;
}

/** A Flowhook on a simulated clock. */
export interface Playground {
  /** Takes in an event that is received now. */
  receive(message: EventMessage): Promise<void>;
  /** Approves or discards a delivery that waits for it. */
  review(decision: "approve" | "discard", deliveryId: string): Promise<void>;
  /** Works off all that is due now. */
  workDue(): Promise<void>;
  /** When something is due next, in milliseconds since 1970; undefined when nothing waits any more. */
  nextDue(): Promise<number | undefined>;
  /** Every delivery that is on record. */
  deliveries(): Promise<readonly DeliveryRecord[]>;
  close(): Promise<void>;
}

/** Opens an empty playground. */
export type OpenPlayground = (setup: PlaygroundSetup) => Promise<Playground>;
