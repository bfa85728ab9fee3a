// A scenario that can be played: all times are known, and Flowhook accepts all events.

import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { Expected, Which, WrittenAnswer } from "./scenario-schema.ts";

/** A place in a scenario file. Line and column count from 1. */
export interface ScenarioPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** An event, or a person's decision on parked deliveries. `at` is in milliseconds since 1970. */
export type Happening =
  | { readonly type: "event"; readonly at: number; readonly message: EventMessage }
  | {
      readonly type: "review";
      readonly at: number;
      readonly decision: "approve" | "discard";
      readonly which: Which;
      readonly place: ScenarioPlace;
    };

/** An expected webhook. */
export interface ExpectedWebhook extends Omit<Expected, "at"> {
  /** In milliseconds since 1970. */
  readonly at: number;
  readonly place: ScenarioPlace;
}

export interface Scenario {
  readonly name: string;
  readonly place: ScenarioPlace;
  /** The flows to play. */
  readonly flows: readonly Flow[];
  /** The time of "now", in milliseconds since 1970. */
  readonly startedAt: number;
  /** The organization's time zone: an IANA name. */
  readonly timezone: string;
  /** Values of secrets; null means not set. Other secrets have the value "test-<name>". */
  readonly secrets: Readonly<Record<string, string | null>>;
  /** In order of time. */
  readonly happenings: readonly Happening[];
  /** The answers of targets: a list in order, followed by 200; or one answer to every request. */
  readonly target: WrittenAnswer | readonly WrittenAnswer[];
  /** All webhooks that must be sent; undefined if the scenario only forbids some. */
  readonly expected?: readonly ExpectedWebhook[];
  /** Webhooks that must not be sent. */
  readonly forbidden: readonly Which[];
}

/** Whether a delivery is of this flow and this action. An undefined flow or action matches any. */
export function isOneOf({ flow, action }: Which, key: Pick<DeliveryKey, "flow_id" | "action_id">): boolean {
  return (flow === undefined || flow === key.flow_id) && (action === undefined || action === key.action_id);
}
