// Runs for tests: the messages, events and histories of runs, and the steps that they take.

import type { Event } from "#core/event/event.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { runStart } from "#core/profiles/facts.ts";
import type { HistoryEvent, ProfileHistory } from "#core/profiles/history.ts";
import { inOrder } from "#core/profiles/history.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { entryPosition, type RunPosition, type RunStep, stepRun } from "#core/runs/step-run.ts";
import { NOON, sampleEvent } from "./delivery-samples.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const START = Date.parse("2026-03-02T09:00:00Z");

/** A run that has waited for its next action since NOON, with `changes`. */
export function sampleRun(changes: Partial<RunMessage> = {}): RunMessage {
  return {
    v: 1,
    kind: "run",
    event: sampleEvent(),
    flow_id: "abandoned-checkout",
    action_id: "send-reminder",
    started_at: NOON - 5_000,
    due_at: NOON,
    ...changes,
  };
}

/** An event that was received when it happened. */
export function anEvent(changes: Partial<Event> = {}): Event {
  const time = changes.time ?? START;
  return {
    id: "evt_checkout",
    metric: "Started Checkout",
    profile: { email: "ada@customer.example" },
    properties: {},
    time,
    received_at: time,
    ...changes,
  };
}

/** An event in the profile's history. */
export function happened(metric: string, time: number, changes: Partial<HistoryEvent> = {}): HistoryEvent {
  return { event_id: `evt_${metric}_${time}`, metric, time, received_at: time, properties: {}, ...changes };
}

/** A history of these events. */
export function historyOf(...events: readonly HistoryEvent[]): ProfileHistory {
  return { events: inOrder(events) };
}

/** The first step of the run that an event starts. */
export function firstStep(flow: RunnableFlow, event: Event, history = historyOf()): RunStep {
  return stepRun(flow, entryPosition(flow, runStart(event)), { history, organizationZone: "UTC" });
}

/** All steps of the run that an event starts; the history of each is what was received by its time. */
export function allSteps(flow: RunnableFlow, event: Event, history = historyOf()): RunStep[] {
  const steps: RunStep[] = [];
  let position: RunPosition | undefined = entryPosition(flow, runStart(event));
  while (position !== undefined) {
    const at = Math.max(position.due_at, event.received_at);
    const known = history.events.filter(({ received_at }) => received_at <= at);
    const step: RunStep = stepRun(flow, position, { history: { ...history, events: known }, organizationZone: "UTC" });
    steps.push(step);
    const { end } = step;
    position = end.type === "waits" ? { ...position, action_id: end.action_id, due_at: end.due_at } : undefined;
  }
  return steps;
}

/** The results of a run's webhooks: "id result +hours". */
export function webhooksOf(steps: readonly RunStep[], start = START): string[] {
  return steps.flatMap(({ at, taken }) =>
    taken.flatMap((action) =>
      action.type === "webhook" ? [`${action.step.id} ${action.result} +${(at - start) / HOUR}h`] : [],
    ),
  );
}
