// Flows, events and histories for tests of runs.

import type { Event } from "#core/event/event.ts";
import { checkFlow } from "#core/flow/check-flow.ts";
import type { Flow } from "#core/flow/flow.ts";
import { runStart } from "#core/profiles/facts.ts";
import type { HistoryEvent, ProfileHistory } from "#core/profiles/history.ts";
import { inOrder } from "#core/profiles/history.ts";
import { type RunnableFlow, runnableFlow } from "#core/runs/runnable-flow.ts";
import { entryPosition, type RunPosition, type RunStep, stepRun } from "#core/runs/step-run.ts";
import { type Fields, flowFile } from "./flow-files.ts";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const START = Date.parse("2026-03-02T09:00:00Z");

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

/** A live flow on "Started Checkout" with these actions, the first of which is its entry. */
export function checkedFlow(actions: readonly Fields[], definition: Fields = {}, changes: Fields = {}): Flow {
  const triggers = [{ type: "metric", id: "Started Checkout" }];
  const file = flowFile(changes, { triggers, entry_action_id: actions[0]?.["id"], actions, ...definition });
  const checked = checkFlow(file);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.flow;
}

/** As `checkedFlow`, ready to run. */
export function flowOf(...flow: Parameters<typeof checkedFlow>): RunnableFlow {
  return runnableFlow(checkedFlow(...flow));
}

export function send(id: string, next?: string, status = "live"): Fields {
  const message = { url: "https://api.example.com/" };
  return { id, type: "send-webhook", data: { status, message }, ...(next === undefined ? {} : { links: { next } }) };
}

export function wait(id: string, hours: number, next?: string): Fields {
  const links = next === undefined ? {} : { links: { next } };
  return { id, type: "time-delay", data: { unit: "hours", value: hours }, ...links };
}

/** One group of conditions of which one must hold. */
export function groups(...conditions: readonly Fields[]): Fields {
  return { condition_groups: [{ conditions }] };
}

/** A condition on the number of events of a metric. */
export function counted(metric: string, operator: string, value: number, timeframe: Fields, more: Fields = {}): Fields {
  return {
    type: "profile-metric",
    metric_id: metric,
    measurement: "count",
    measurement_filter: { type: "numeric", operator, value },
    timeframe_filter: { type: "date", ...timeframe },
    ...more,
  };
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
