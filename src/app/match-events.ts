// Matching: from an event to the deliveries that come of it. What falls out is sent before the event is acknowledged,
// and all of it is derived from the event alone, so doing it twice is the same as doing it once.

import type { Event } from "#core/event/event.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import { webhooksOnTheWay } from "#core/flow/run-steps.ts";
import { DELIVERY_MESSAGE_VERSION } from "#core/messages/delivery-message.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { Catalogue, FlowCatalogue } from "./flows/catalogue.ts";
import type { Dispatch, DispatchQueue, EventsDeadLetters } from "./ports.ts";

/** What matching needs. */
export interface MatchingPorts {
  readonly catalogue: FlowCatalogue;
  readonly dispatchQueue: DispatchQueue;
  readonly eventsDeadLetters: EventsDeadLetters;
  readonly sha256Hex: Sha256Hex;
}

/**
 * Matches a batch of events and sends what comes of them. Resolves when nothing of it can be lost any more; rejects when
 * something may not have been sent, and then the whole batch is to come again.
 */
export async function matchEvents(ports: MatchingPorts, messages: readonly EventMessage[]): Promise<void> {
  const catalogue = await ports.catalogue.current();
  const dispatches: Dispatch[] = [];
  for (const message of messages) {
    const parsed = parseEvent(message, ports.sha256Hex);
    if (parsed.ok) dispatches.push(...dispatchesOf(catalogue, parsed.event));
    else
      await ports.eventsDeadLetters.send({
        message,
        reason: parsed.problems[0]?.rule ?? "event-invalid",
        problems: parsed.problems,
      });
  }
  if (dispatches.length > 0) await ports.dispatchQueue.send(dispatches);
}

/** Matches one event that is parsed already, and sends what comes of it; as `matchEvents` for the rest. */
export async function matchEvent(
  ports: Pick<MatchingPorts, "catalogue" | "dispatchQueue">,
  event: Event,
): Promise<void> {
  const dispatches = dispatchesOf(await ports.catalogue.current(), event);
  if (dispatches.length > 0) await ports.dispatchQueue.send(dispatches);
}

/** The deliveries that an event leads to: those of each live flow that it starts. */
export function dispatchesOf(catalogue: Catalogue, event: Event): Dispatch[] {
  if (event.backfill) return [];
  return catalogue.index.match(event, event.received_at).flatMap((flow) =>
    webhooksOnTheWay(flow).map((webhook) => ({
      target: webhook.target,
      message: {
        v: DELIVERY_MESSAGE_VERSION,
        kind: "delivery" as const,
        event,
        flow_id: flow.id,
        action_id: webhook.id,
        round: 1,
        attempt: 1,
        started_at: event.received_at,
        due_at: event.received_at,
      },
    })),
  );
}
