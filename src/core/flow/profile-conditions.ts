// The schema of conditions on a profile and its history, for profile filters and splits. core/profiles/ compiles them.

import * as z from "zod";
import { MAX_CONDITIONS, MAX_GROUPS, metricPropertyConditionSchema } from "../filters/condition-groups.ts";
import { inTheLastSchema } from "../filters/date.ts";
import { filterSchema } from "../filters/filter.ts";
import { MAX_FIELD_LENGTH } from "../filters/limits.ts";
import { numericFilterSchema } from "../filters/numeric.ts";
import { MAX_COMPARED_COUNT } from "../profiles/history-span.ts";
import { parseProfileProperty } from "../profiles/profile-property.ts";
import { alltimeSchema, timeframeSchema } from "../profiles/timeframe.ts";

const profilePropertySchema = z
  .string()
  .min(1)
  .max(MAX_FIELD_LENGTH)
  .superRefine((name, context) => {
    const parsed = parseProfileProperty(name);
    if (!parsed.ok) context.addIssue({ code: "custom", message: parsed.problem });
  });

const profilePropertyConditionSchema = z.strictObject({
  type: z.literal("profile-property").describe("Reads the profile as the event carried it."),
  property: profilePropertySchema.describe(
    "A well-known name, such as email, or properties['Loyalty Points'], or location['city'].",
  ),
  filter: filterSchema,
});

const metricFilterSchema = z.strictObject({
  property: z.string().min(1).max(MAX_FIELD_LENGTH).describe('A property of the metric\'s events, or "$value".'),
  filter: filterSchema,
});

export const profileMetricConditionSchema = z.strictObject({
  type: z.literal("profile-metric").describe("Counts what happened to the profile."),
  metric_id: z.string().min(1).describe('The name of the metric: "Placed Order".'),
  measurement: z.enum(["count", "sum"]).describe("The number of events, or the sum of their values."),
  // check-conditions.ts checks the limit, so that flows that were stored before there was a limit can still be read.
  measurement_filter: numericFilterSchema.describe(
    `The comparison for the number or the sum. A count can be compared with at most ${MAX_COMPARED_COUNT}.`,
  ),
  timeframe_filter: timeframeSchema,
  metric_filters: z.array(metricFilterSchema).nullish().describe("Only events that match all of these count."),
});

export const profileNotInFlowConditionSchema = z.strictObject({
  type: z.literal("profile-not-in-flow").describe("Matches a profile that has not entered this flow before."),
  timeframe_filter: z.discriminatedUnion("operator", [alltimeSchema, inTheLastSchema]).describe("Within this time."),
});

const profileConditionSchema = z.discriminatedUnion("type", [
  profilePropertyConditionSchema,
  profileMetricConditionSchema,
  profileNotInFlowConditionSchema,
]);

const groupsOf = <Condition extends z.ZodType>(condition: Condition) =>
  z.strictObject({
    condition_groups: z
      .array(
        z.strictObject({
          conditions: z.array(condition).min(1).max(MAX_CONDITIONS).describe("Conditions of which one must match."),
        }),
      )
      .max(MAX_GROUPS)
      .describe("Groups that must all match."),
  });

/** Groups joined by AND, conditions inside a group by OR. */
export const profileFilterSchema = groupsOf(profileConditionSchema);

/** Conditions on a profile and its history. */
export type ProfileFilter = z.infer<typeof profileFilterSchema>;

/** A condition of a branch: on the profile, its history, or the event that started the run. */
export const branchConditionSchema = z.discriminatedUnion("type", [
  ...profileConditionSchema.options,
  metricPropertyConditionSchema,
]);

/** A condition of a branch. */
export type BranchCondition = z.infer<typeof branchConditionSchema>;

/** The conditions of a branch may look at the profile and at the event. */
export const branchFilterSchema = groupsOf(branchConditionSchema);
