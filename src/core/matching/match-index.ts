// Finds the flows that an event starts without asking each one. Flows are kept by metric; among those of one metric, a
// flow is indexed under what one of its groups asks for, and is looked at only when the event has that. Then all its
// conditions are tested, so the index decides what is looked at, never what matches. Flows of which every group may hold
// for a missing value are looked at for each event of their metric.

import type { Event } from "../event/event.ts";
import type { CompiledConditions } from "../filters/condition-groups.ts";
import { fieldLookups } from "./field-lookups.ts";
import { collectFlows, type FieldTree, fieldTree } from "./field-tree.ts";
import { type Choice, choicesOfGroup } from "./group-keys.ts";
import type { IndexKey } from "./index-key.ts";
import { commonness, rarest } from "./key-choice.ts";
import { type Entry, type Posting, unionOf } from "./posting.ts";

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
  /** The flows that are looked at for each event. */
  readonly always: Posting;
  readonly fields: FieldTree;
}

function ofMetric<F extends Matchable>(flows: readonly F[]): MetricIndex<F> {
  // A metric's only flow is sooner tested than found.
  if (flows.length === 1) return { flows, always: [0], fields: indexFields([]) };
  const always: number[] = [];
  const keys: Entry<IndexKey>[] = [];
  const choices = flows.map(choicesOfFlow);
  const commonnessOf = commonness(choices);
  choices.forEach((own, flow) => {
    const chosen = rarest(own, commonnessOf);
    if (chosen === undefined) always.push(flow);
    else for (const asked of chosen) keys.push({ asked, flow });
  });
  return { flows, always, fields: indexFields(keys) };
}

function indexFields(keys: readonly Entry<IndexKey>[]): FieldTree {
  const fields = Map.groupBy(keys, ({ asked }) => asked.field);
  return fieldTree(new Map([...fields].map(([field, own]) => [field, fieldLookups(own)])));
}

function choicesOfFlow({ conditions }: Matchable): readonly Choice[] {
  return conditions?.groups.flatMap(choicesOfGroup) ?? [];
}

function matchMetric<F extends Matchable>(index: MetricIndex<F>, event: MatchEvent, now: number): F[] {
  const matching: F[] = [];
  for (const number of flowsToVerify(index, event)) {
    const flow = index.flows[number];
    if (flow !== undefined && matches(flow, event, now)) matching.push(flow);
  }
  return matching;
}

/** The flows that may match: those that the event's values lead to, and those that are always looked at. */
function flowsToVerify({ fields, always }: MetricIndex<Matchable>, event: MatchEvent): Posting {
  const found: Posting[] = [];
  if (always.length > 0) found.push(always);
  collectFlows(fields, event, found);
  return found.length > 1 ? unionOf(found) : (found[0] ?? NONE);
}

const NONE: Posting = [];

function matches(flow: Matchable, event: MatchEvent, now: number): boolean {
  return flow.conditions === undefined || flow.conditions.matches(event, now);
}
