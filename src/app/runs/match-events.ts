// Matches an event with the flows that it starts. The results are sent before the event is acknowledged. All of them are
// derived from the event and the earlier history, so a repeat has the effect of one pass.

import type { Event } from "#core/event/event.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { isSourceMessage, parseMessage } from "../sources/parse-message.ts";
import { NO_SOURCES, type SourceCatalogue } from "../sources/source-catalogue.ts";
import { sendOutcomes } from "./outcome.ts";
import { remember } from "./remember.ts";
import type { EventsDeadLetters, StartPorts } from "./run-ports.ts";
import { startRuns } from "./start-runs.ts";

/** The ports of matching. */
export interface MatchingPorts extends StartPorts {
  readonly eventsDeadLetters: EventsDeadLetters;
  readonly sources: SourceCatalogue;
  readonly sha256Hex: Sha256Hex;
}

/**
 * Matches a batch of events and sends the results. Resolves once all of them are durable; rejects if one may not have been
 * sent, and then the whole batch must be redelivered.
 */
export async function matchEvents(ports: MatchingPorts, messages: readonly EventMessage[]): Promise<void> {
  const sources = await sourcesOf(ports, messages);
  const events: Event[] = [];
  const letters: Promise<void>[] = [];
  for (const message of messages) {
    const parsed = parseMessage(message, sources, ports.sha256Hex);
    if (parsed.outcome === "event") events.push(parsed.event);
    if (parsed.outcome !== "refused") continue;
    const { problems } = parsed;
    letters.push(ports.eventsDeadLetters.send({ message, reason: problems[0]?.rule ?? "event-invalid", problems }));
  }
  await Promise.all(letters);
  await matchParsed(ports, events);
}

/** The sources that messages name. Most batches name no source, and need no read. */
function sourcesOf({ sources }: MatchingPorts, messages: readonly EventMessage[]) {
  const names = messages.filter(isSourceMessage).map(({ source = "" }) => source);
  return names.length === 0 ? NO_SOURCES.current([]) : sources.current(names);
}

/** As `matchEvents`, for events that are already parsed. */
export async function matchParsed(ports: StartPorts, events: readonly Event[]): Promise<void> {
  const catalogue = await ports.catalogue.current();
  // Before the first event is matched: if an order arrives in the same batch as its checkout, the checkout's flow must see
  // it.
  await remember(ports.profiles, catalogue.counted, events);
  const outcomes = await Promise.all(events.map((event) => startRuns(ports, catalogue, event)));
  await sendOutcomes(ports, outcomes.flat());
}
