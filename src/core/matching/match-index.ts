// Finds the flows that an event starts without testing each one. Flows are indexed by metric; among those of one metric, a flow
// is indexed under the keys of one of its groups, and is verified only for events that have such a key. Then all its conditions
// are tested, so the index decides which flows are verified, never which match. Flows of which every group can match a missing
// value are verified for each event of their metric.
//
// A metric's flows are indexed in segments (as log-structured merge trees keep their rows): a change adds a small segment
// and marks flows of earlier ones as removed, and small segments are merged into larger ones.

import type { Event } from "../event/event.ts";
import type { CompiledConditions } from "../filters/condition-groups.ts";
import { collectFlows, type FieldTree, fieldTree } from "./field-tree.ts";
import { type Choice, choicesOfGroup } from "./group-keys.ts";
import type { IndexKey } from "./index-key.ts";
import { commonness, rarest } from "./key-choice.ts";
import { fieldLookups } from "./lookups.ts";
import { type Entry, type Posting, unionOf } from "./posting.ts";

/** The fields of a flow that the index needs. */
export interface Matchable {
  /** The metric that triggers it. */
  readonly metric: string;
  /** Its trigger filter; without one, every event of the metric matches. */
  readonly conditions?: CompiledConditions;
}

/** The fields of an event that the index needs. */
export type MatchEvent = Pick<Event, "metric" | "properties" | "value">;

/** An immutable index over flows. */
export interface MatchIndex<F extends Matchable> {
  /**
   * The flows that an event starts, in the order in which they were added.
   * @param now the time to which dates are relative, in milliseconds since 1970 (UTC).
   */
  match(event: MatchEvent, now: number): F[];
  /** An index without the removed flows and with the added ones. The work grows with the change, not with the index. */
  change(removed: ReadonlySet<F>, added: Iterable<F>): MatchIndex<F>;
}

/**
 * Maximum flows in one segment of a metric. Indexing so many takes a few hundredths of a second, and a change never indexes more
 * of them again.
 */
const SEGMENT_FLOWS = 16_384;

/** Builds the index. */
export function buildMatchIndex<F extends Matchable>(flows: Iterable<F>): MatchIndex<F> {
  const metrics = [...Map.groupBy(flows, (flow) => flow.metric)];
  return indexOf(new Map(metrics.map(([metric, own]) => [metric, inSegments(own)])));
}

/** The flows of one metric in segments; the last segment has the flows that were added last. */
type Segments<F> = readonly Segment<F>[];

/** A part of a metric's flows. Some of them may have been removed after they were indexed. */
interface Segment<F> {
  readonly index: MetricIndex<F>;
  readonly removed: ReadonlySet<F>;
}

function indexOf<F extends Matchable>(metrics: ReadonlyMap<string, Segments<F>>): MatchIndex<F> {
  return {
    match(event, now) {
      const [first, ...others] = metrics.get(event.metric) ?? [];
      if (first === undefined) return [];
      const matching = matchSegment(first, event, now);
      return others.length === 0 ? matching : matching.concat(...others.map((one) => matchSegment(one, event, now)));
    },
    change(removed, added) {
      const changed = new Map(metrics);
      const removedOf = Map.groupBy(removed, ({ metric }) => metric);
      const addedOf = Map.groupBy(added, ({ metric }) => metric);
      for (const metric of new Set([...removedOf.keys(), ...addedOf.keys()])) {
        const left = without(metrics.get(metric) ?? [], new Set(removedOf.get(metric)));
        const segments = merged([...left, ...inSegments(addedOf.get(metric) ?? [])]);
        if (segments.length > 0) changed.set(metric, segments);
        else changed.delete(metric);
      }
      return indexOf(changed);
    },
  };
}

function inSegments<F extends Matchable>(flows: readonly F[]): Segments<F> {
  const count = Math.ceil(flows.length / SEGMENT_FLOWS);
  return Array.from({ length: count }, (_, at) => segmentOf(flows.slice(at * SEGMENT_FLOWS, (at + 1) * SEGMENT_FLOWS)));
}

function segmentOf<F extends Matchable>(flows: readonly F[]): Segment<F> {
  return { index: ofMetric(flows), removed: new Set() };
}

/** The segments without the removed flows. A segment of which half is removed is indexed again. */
function without<F extends Matchable>(segments: Segments<F>, removed: ReadonlySet<F>): Segments<F> {
  return segments.flatMap((segment) => {
    const own = segment.index.flows.filter((flow) => removed.has(flow));
    if (own.length === 0) return [segment];
    const left = { index: segment.index, removed: new Set([...segment.removed, ...own]) };
    if (left.removed.size * 2 < left.index.flows.length) return [left];
    const flows = flowsOf(left);
    return flows.length === 0 ? [] : [segmentOf(flows)];
  });
}

/**
 * Joins the last segments until each is at least twice as large as the next. So there are few segments, and a flow is indexed
 * again only when the number of flows after it has doubled.
 */
function merged<F extends Matchable>(segments: Segments<F>): Segments<F> {
  const [before, last] = segments.slice(-2);
  if (before === undefined || last === undefined) return segments;
  const [sizeBefore, sizeLast] = [sizeOf(before), sizeOf(last)];
  if (sizeBefore >= 2 * sizeLast || sizeBefore + sizeLast > SEGMENT_FLOWS) return segments;
  return merged([...segments.slice(0, -2), segmentOf([...flowsOf(before), ...flowsOf(last)])]);
}

function sizeOf({ index, removed }: Segment<unknown>): number {
  return index.flows.length - removed.size;
}

function flowsOf<F>({ index, removed }: Segment<F>): F[] {
  return index.flows.filter((flow) => !removed.has(flow));
}

function matchSegment<F extends Matchable>({ index, removed }: Segment<F>, event: MatchEvent, now: number): F[] {
  const matching = matchMetric(index, event, now);
  return removed.size === 0 ? matching : matching.filter((flow) => !removed.has(flow));
}

interface MetricIndex<F> {
  readonly flows: readonly F[];
  /** The flows that are verified for each event. */
  readonly always: Posting;
  readonly fields: FieldTree;
}

function ofMetric<F extends Matchable>(flows: readonly F[]): MetricIndex<F> {
  // Testing a metric's only flow is faster than a lookup.
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

/** The flows that may match: those found by the event's values, and those that are always verified. */
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
