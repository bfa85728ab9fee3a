// The ports of runs for tests of one step: each effect happens at once, in memory, and is recorded in its order.

import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import type { MatchingPorts } from "#app/runs/match-events.ts";
import type { HistoryRecord } from "#app/runs/profile-ports.ts";
import type { EventDeadLetter, RunPorts } from "#app/runs/run-ports.ts";
import { NO_SOURCES } from "#app/sources/source-catalogue.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { MemoryDeliveryStore } from "#backends/memory/memory-delivery-store.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { MemoryWaitingRuns } from "#backends/memory/memory-waiting-runs.ts";
import type { Event } from "#core/event/event.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { notedStore } from "#support/delivery-ports.ts";
import { START } from "#support/run-samples.ts";

/** Ports over these flows, with the effects on them; effects named in `broken` fail. */
export function runWorld(flows: readonly Flow[], broken: readonly string[] = []) {
  const world = { now: START, catalogue: compileCatalogue("1", flows) };
  const store = new MemoryDeliveryStore();
  const memory = new MemoryProfileStore();
  const effects: string[] = [];
  const sent: (readonly Dispatch[])[] = [];
  const waits: RunMessage[] = [];
  const cancelled = new MemoryWaitingRuns(
    () => waits,
    () => world.now,
  );
  const remembered: HistoryRecord[] = [];
  const letters: EventDeadLetter[] = [];
  let owners = 0;
  const effect = async <T>(name: string, run: () => T): Promise<Awaited<T>> => {
    effects.push(name);
    if (broken.includes(name)) throw new Error(`${name} is broken`);
    return await run();
  };
  const ports: MatchingPorts & RunPorts = {
    catalogue: { current: () => effect("catalogue", () => world.catalogue) },
    dispatchQueue: { send: (dispatches) => effect("dispatch", () => void sent.push(dispatches)) },
    stepsQueue: { send: (runs) => effect("wait", () => void waits.push(...runs)) },
    waitingRuns: { isCancelled: (key) => effect("cancelled?", () => cancelled.isCancelled(key)) },
    profiles: {
      record: (records) =>
        effect("remember", () => {
          remembered.push(...records);
          return memory.record(records);
        }),
      history: (query) => effect("history", () => memory.history(query)),
      enter: (entry) => effect("enter", () => memory.enter(entry)),
      lastEntry: (...asked) => effect("last entry", () => memory.lastEntry(...asked)),
    },
    store: notedStore(store, effect),
    sources: NO_SOURCES,
    eventsDeadLetters: { send: (letter) => effect("dead letter", () => void letters.push(letter)) },
    organizationZone: "UTC",
    now: () => world.now,
    newOwner: () => `owner-${++owners}`,
    sha256Hex,
  };
  return { ports, world, store, memory, cancelled, effects, sent, waits, remembered, letters };
}

/** Stores history before a test begins. */
export function past(event: Event): HistoryRecord {
  const { id: event_id, metric, time, received_at, properties } = event;
  return { identifiers: [`email:${event.profile.email}`], event: { event_id, metric, time, received_at, properties } };
}

/** The sent actions, as "flow action". */
export function sentActions(sent: readonly (readonly Dispatch[])[]): string[] {
  return sent.flat().map(({ message }) => `${message.flow_id} ${message.action_id}`);
}
