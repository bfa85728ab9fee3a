// Finds the flows that an event starts without asking each one. Flows are kept by metric; among those of one metric, a
// flow that has a group made of equalities is indexed under the values of that group, and is looked at only when an event
// has one of them. Then all its conditions are tested, so the index decides what is looked at, never what matches. Flows
// without such a group are looked at for each event of their metric.

import type { Event } from "../event/event.ts";
import type { CompiledConditions } from "../filters/condition-groups.ts";
import { type EqualityKey, equalityKeys } from "./equality-keys.ts";
import { addKey, collectFlows, emptyFieldIndex, type FieldIndex } from "./field-index.ts";
import { countKeys, mostSelective } from "./key-choice.ts";

/** What the index needs of a flow. */
export interface Matchable {
  /** The metric that triggers it. */
  readonly metric: string;
  /** Its trigger filter; without one, every event of the metric matches. */
  readonly conditions?: CompiledConditions;
}

/** What the index needs of an event. */
export type MatchEvent = Pick<Event, "metric" | "properties" | "value">;

/** An immutable index over flows: build a new one when they change. */
export interface MatchIndex<F extends Matchable> {
  /**
   * The flows that an event starts, in the order in which they were given.
   * @param now the time that relative dates count from, in milliseconds since 1970 (UTC).
   */
  match(event: MatchEvent, now: number): F[];
}

/** Builds the index. */
export function buildMatchIndex<F extends Matchable>(flows: Iterable<F>): MatchIndex<F> {
  const metrics = new Map(
    [...Map.groupBy(flows, (flow) => flow.metric)].map(([metric, own]) => [metric, ofMetric(own)]),
  );
  return {
    match(event, now) {
      const index = metrics.get(event.metric);
      return index === undefined ? [] : matchMetric(index, event, now);
    },
  };
}

interface MetricIndex<F> {
  readonly flows: readonly F[];
  /** Numbers of the flows that are looked at for each event, ascending. */
  readonly always: readonly number[];
  readonly fields: FieldIndex;
}

function ofMetric<F extends Matchable>(flows: readonly F[]): MetricIndex<F> {
  const always: number[] = [];
  const fields = emptyFieldIndex();
  const choices = flows.map(keysOfGroups);
  const counts = countKeys(choices);
  choices.forEach((groups, flow) => {
    const keys = mostSelective(groups, counts);
    if (keys === undefined) always.push(flow);
    else for (const key of keys) addKey(fields, key, flow);
  });
  return { flows, always, fields };
}

function keysOfGroups(flow: Matchable): readonly (readonly EqualityKey[])[] {
  const groups = flow.conditions?.groups ?? [];
  return groups.map(equalityKeys).filter((keys) => keys !== undefined);
}

function matchMetric<F extends Matchable>(index: MetricIndex<F>, event: MatchEvent, now: number): F[] {
  const matching: F[] = [];
  for (const number of flowsToVerify(index, event)) {
    const flow = index.flows[number];
    if (flow !== undefined && matches(flow, event, now)) matching.push(flow);
  }
  return matching;
}

/** The flows that may match, each once, in their order: those that the event's values lead to, and those always verified. */
function flowsToVerify({ fields, always }: MetricIndex<Matchable>, event: MatchEvent): readonly number[] {
  const candidates: number[] = [];
  collectFlows(fields, event, candidates);
  if (candidates.length === 0) return always;
  if (candidates.length === 1 && always.length === 0) return candidates;
  const ascending = [...always, ...candidates].sort((a, b) => a - b);
  // What two of the event's values led to stands there twice.
  return ascending.filter((number, at) => number !== ascending[at - 1]);
}

function matches(flow: Matchable, event: MatchEvent, now: number): boolean {
  return flow.conditions === undefined || flow.conditions.matches(event, now);
}
