// Conditions on a profile and its history, for profile filters and splits.

import * as z from "zod";
import { MAX_CONDITIONS, MAX_GROUPS, metricPropertyConditionSchema } from "../filters/condition-groups.ts";
import { dateFilterSchema } from "../filters/date.ts";
import { filterSchema } from "../filters/filter.ts";
import { numericFilterSchema } from "../filters/numeric.ts";

const alltimeSchema = z.strictObject({ type: z.literal("date"), operator: z.literal("alltime") });
const sinceFlowStartSchema = z.strictObject({ type: z.literal("date"), operator: z.literal("flow-start") });

const profilePropertyConditionSchema = z.strictObject({
  type: z.literal("profile-property"),
  property: z.string().min(1).describe("A well-known name, such as email, or properties['Loyalty Points']."),
  filter: filterSchema,
});

const profileMetricConditionSchema = z.strictObject({
  type: z.literal("profile-metric"),
  metric_id: z.string().min(1).describe('The name of the metric: "Placed Order".'),
  measurement: z.enum(["count", "sum"]),
  measurement_filter: numericFilterSchema,
  timeframe_filter: z.discriminatedUnion("operator", [alltimeSchema, sinceFlowStartSchema, dateFilterSchema]),
  metric_filters: z.array(z.strictObject({ property: z.string().min(1), filter: filterSchema.nullish() })).nullish(),
});

const profileNotInFlowConditionSchema = z.strictObject({
  type: z.literal("profile-not-in-flow"),
  timeframe_filter: z.discriminatedUnion("operator", [alltimeSchema, dateFilterSchema]),
});

const profileConditionSchema = z.discriminatedUnion("type", [
  profilePropertyConditionSchema,
  profileMetricConditionSchema,
  profileNotInFlowConditionSchema,
]);

const groupsOf = <Condition extends z.ZodType>(condition: Condition) =>
  z.strictObject({
    condition_groups: z
      .array(z.strictObject({ conditions: z.array(condition).min(1).max(MAX_CONDITIONS) }))
      .max(MAX_GROUPS),
  });

/** Groups joined by AND, conditions inside a group by OR. */
export const profileFilterSchema = groupsOf(profileConditionSchema);

/** The conditions of a branch may look at the profile and at the event. */
export const branchFilterSchema = groupsOf(
  z.discriminatedUnion("type", [...profileConditionSchema.options, metricPropertyConditionSchema]),
);
