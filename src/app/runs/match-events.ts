// Matching: from an event to the runs that it starts. What falls out is sent before the event is acknowledged, and all of
// it is derived from the event and what was remembered before, so doing it twice is the same as doing it once.

import type { Event } from "#core/event/event.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { sendOutcomes } from "./outcome.ts";
import { remember } from "./remember.ts";
import type { EventsDeadLetters, StartPorts } from "./run-ports.ts";
import { startRuns } from "./start-runs.ts";

/** What matching needs. */
export interface MatchingPorts extends StartPorts {
  readonly eventsDeadLetters: EventsDeadLetters;
  readonly sha256Hex: Sha256Hex;
}

/**
 * Matches a batch of events and sends what comes of them. Resolves when nothing of it can be lost any more; rejects when
 * something may not have been sent, and then the whole batch is to come again.
 */
export async function matchEvents(ports: MatchingPorts, messages: readonly EventMessage[]): Promise<void> {
  const events: Event[] = [];
  const letters: Promise<void>[] = [];
  for (const message of messages) {
    const parsed = parseEvent(message, ports.sha256Hex);
    if (parsed.ok) {
      events.push(parsed.event);
      continue;
    }
    const { problems } = parsed;
    letters.push(ports.eventsDeadLetters.send({ message, reason: problems[0]?.rule ?? "event-invalid", problems }));
  }
  await Promise.all(letters);
  await matchParsed(ports, events);
}

/** Matches events that are parsed already, and sends what comes of them; as `matchEvents` for the rest. */
export async function matchParsed(ports: StartPorts, events: readonly Event[]): Promise<void> {
  const catalogue = await ports.catalogue.current();
  // Before any of them is matched: an order that came together with its checkout must be seen by the checkout's flow.
  await remember(ports.profiles, catalogue.counted, events);
  const outcomes = await Promise.all(events.map((event) => startRuns(ports, catalogue, event)));
  await sendOutcomes(ports, outcomes.flat());
}
