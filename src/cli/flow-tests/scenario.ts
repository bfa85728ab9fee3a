// A scenario made ready to be played: every time is known, every event is one that Flowhook accepts.

import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { Expected, Which, WrittenAnswer } from "./scenario-schema.ts";

/** Where something stands in a scenario file; line and column are counted from 1. */
export interface ScenarioPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What comes from outside, at a time in milliseconds since 1970: an event, or a person's decision on what waits for one. */
export type Happening =
  | { readonly type: "event"; readonly at: number; readonly message: EventMessage }
  | {
      readonly type: "review";
      readonly at: number;
      readonly decision: "approve" | "discard";
      readonly which: Which;
      readonly place: ScenarioPlace;
    };

/** A webhook that is expected, and when. */
export interface ExpectedWebhook extends Omit<Expected, "at"> {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly place: ScenarioPlace;
}

/** A scenario, ready to be played. */
export interface Scenario {
  readonly name: string;
  readonly place: ScenarioPlace;
  /** The flows that are played. */
  readonly flows: readonly Flow[];
  /** What "now" is, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The organization's zone, an IANA name. */
  readonly timezone: string;
  /** Values of secrets; null for one that is not set. Others are "test-<name>". */
  readonly secrets: Readonly<Record<string, string | null>>;
  /** In the order in which it happens. */
  readonly happenings: readonly Happening[];
  /** What targets answer: one after the other and then 200, or the same to everything. */
  readonly target: WrittenAnswer | readonly WrittenAnswer[];
  /** Every webhook that leaves; undefined where some may that the scenario does not speak of. */
  readonly expected?: readonly ExpectedWebhook[];
  /** Webhooks that must not leave. */
  readonly forbidden: readonly Which[];
}

// Whether a delivery is one of those that a scenario speaks of.

/** Whether a delivery is of this flow and this action; those that are not named may be any. */
export function isOneOf({ flow, action }: Which, key: Pick<DeliveryKey, "flow_id" | "action_id">): boolean {
  return (flow === undefined || flow === key.flow_id) && (action === undefined || action === key.action_id);
}
