// The conditions of a trigger filter: groups joined by AND, the conditions inside one group by OR. A compiled
// condition keeps its source, so that the match index can recognize equalities, and so that an explanation can name the condition
// and the value.

import * as z from "zod";
import { type FieldReader, type FieldSource, fieldReader } from "./field.ts";
import { compileFilter, filterSchema } from "./filter.ts";
import type { FilterTest } from "./filter-test.ts";
import { MAX_FIELD_LENGTH } from "./limits.ts";

/** Maximum groups of one filter. */
export const MAX_GROUPS = 100;

/**
 * Maximum conditions of one filter, all groups together, as in a Klaviyo segment (Help Center, "Segment conditions reference").
 */
export const MAX_CONDITIONS = 100;

/** A test of one property of the event: Klaviyo's MetricPropertyCondition. */
export const metricPropertyConditionSchema = z.strictObject({
  type: z.literal("metric-property").describe("Reads the event that starts the flow."),
  metric_id: z.string().min(1).optional().describe("The metric of the trigger; a filter reads no other event."),
  field: z
    .string()
    .min(1)
    .max(MAX_FIELD_LENGTH)
    .describe('A property of the event, a path such as "ShippingAddress.city", or "$value".'),
  filter: filterSchema,
});

/** A test of one property of the event. */
type MetricPropertyCondition = z.infer<typeof metricPropertyConditionSchema>;

const groupSchema = z.strictObject({
  conditions: z.array(metricPropertyConditionSchema).min(1).describe("Conditions of which one must match."),
});

/** The conditions of a trigger filter. A filter without groups must be absent, not empty. */
export const conditionGroupsSchema = z.strictObject({
  condition_groups: z
    .array(groupSchema)
    .min(1)
    .max(MAX_GROUPS)
    .refine((groups) => groups.reduce((count, group) => count + group.conditions.length, 0) <= MAX_CONDITIONS, {
      message: `A filter may have at most ${MAX_CONDITIONS} conditions, all groups together. Remove some, or use the operator in.`,
    })
    .describe("Groups that must all match."),
});

/** Groups that must all match. A group matches if one of its conditions does. */
export type ConditionGroups = z.infer<typeof conditionGroupsSchema>["condition_groups"];

/** One condition: `test(read(event), now)` returns whether it matches. */
interface CompiledCondition {
  readonly source: MetricPropertyCondition;
  readonly read: FieldReader;
  readonly test: FilterTest;
}

/** Conditions of which one must match. */
export type CompiledGroup = readonly CompiledCondition[];

/** Groups that must all match. */
export interface CompiledConditions {
  readonly groups: readonly CompiledGroup[];
  /**
   * Whether an event matches.
   * @param now the time to which dates are relative, in milliseconds since 1970 (UTC).
   */
  matches(event: FieldSource, now: number): boolean;
}

/** Compiles conditions that `conditionGroupsSchema` has accepted. */
export function compileConditionGroups(source: ConditionGroups): CompiledConditions {
  const groups = source.map((group) => group.conditions.map(compileCondition));
  return { groups, matches: (event, now) => allMatch(groups, event, now) };
}

function compileCondition(source: MetricPropertyCondition): CompiledCondition {
  return { source, read: fieldReader(source.field), test: compileFilter(source.filter) };
}

function allMatch(groups: readonly CompiledGroup[], event: FieldSource, now: number): boolean {
  for (const group of groups) if (!oneMatches(group, event, now)) return false;
  return true;
}

function oneMatches(group: CompiledGroup, event: FieldSource, now: number): boolean {
  for (const condition of group) if (condition.test(condition.read(event), now)) return true;
  return false;
}
