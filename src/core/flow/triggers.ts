// The triggers of flows. The schema has each trigger of Klaviyo's flow API that a webhook flow can have, so that runnable.ts
// refuses a trigger that Flowhook does not run with a reason, and not as an unknown value.

import * as z from "zod";
import { MAX_METRIC_LENGTH } from "../event/limits.ts";
import { type ConditionGroups, conditionGroupsSchema } from "../filters/condition-groups.ts";
import { MAX_TEXT_LENGTH } from "../filters/limits.ts";

const metricTriggerSchema = z.strictObject({
  type: z.literal("metric").describe("Each event of a metric starts the flow."),
  id: z.string().min(1).max(MAX_METRIC_LENGTH).describe('The name of the metric: "Placed Order".'),
  trigger_filter: conditionGroupsSchema.nullish().describe("Conditions on the event, checked once, when it arrives."),
});

const listTriggerSchema = z.strictObject({
  type: z.literal("list").describe('A "Subscribed to List" event of one list starts the flow.'),
  id: z.string().min(1).max(MAX_TEXT_LENGTH).describe("The id or the name of the list that is joined."),
});

const segmentTriggerSchema = z.strictObject({
  type: z.literal("segment").describe('An "Added to Segment" event of one segment starts the flow.'),
  id: z.string().min(1).max(MAX_TEXT_LENGTH).describe("The id or the name of the segment that is entered."),
});

/** Not yet supported: in the schema so that the problem can say what to use instead. */
const dateTriggerSchema = z.looseObject({ type: z.literal("date") });

/** A changed profile starts no webhook flow: in the schema so that the problem can say why. */
const profilePropertyTriggerSchema = z.looseObject({ type: z.literal("profile-property") });

/** Triggers on data that Flowhook does not have: in the schema so that the problem can say why. */
const priceDropTriggerSchema = z.looseObject({ type: z.literal("price-drop") });
const lowInventoryTriggerSchema = z.looseObject({ type: z.literal("low-inventory") });
const scheduledTriggerSchema = z.looseObject({ type: z.literal("scheduled") });

export const triggerSchema = z.discriminatedUnion("type", [
  metricTriggerSchema,
  listTriggerSchema,
  segmentTriggerSchema,
  dateTriggerSchema,
  profilePropertyTriggerSchema,
  priceDropTriggerSchema,
  lowInventoryTriggerSchema,
  scheduledTriggerSchema,
]);

/** The trigger of a flow. */
export type Trigger = z.infer<typeof triggerSchema>;

/** Klaviyo's metrics for joining a list and entering a segment. */
const MEMBERSHIP_METRICS = { list: "Subscribed to List", segment: "Added to Segment" } as const;

/**
 * The properties with the list or the segment. Klaviyo's events have the name under "List" and "Segment"; other senders use
 * various names for ids and names, flat or inside an object.
 */
const MEMBERSHIP_FIELDS = {
  list: [
    "List",
    "List.id",
    "List.name",
    "list",
    "list.id",
    "list.name",
    "list_id",
    "list_name",
    "List ID",
    "List Name",
  ],
  segment: [
    "Segment",
    "Segment.id",
    "Segment.name",
    "segment",
    "segment.id",
    "segment.name",
    "segment_id",
    "segment_name",
    "Segment ID",
    "Segment Name",
  ],
} as const;

/** The metric of the events that a trigger starts on; undefined for triggers that Flowhook does not run. */
export function triggerMetric(trigger: Trigger): string | undefined {
  switch (trigger.type) {
    case "metric":
      return trigger.id;
    case "list":
    case "segment":
      return MEMBERSHIP_METRICS[trigger.type];
    default:
      return undefined;
  }
}

/** The conditions on those events; undefined if each of them starts the flow. */
export function triggerConditions(trigger: Trigger): ConditionGroups | undefined {
  switch (trigger.type) {
    case "metric":
      return trigger.trigger_filter?.condition_groups;
    case "list":
    case "segment":
      return [{ conditions: MEMBERSHIP_FIELDS[trigger.type].map((field) => named(field, trigger.id)) }];
    default:
      return undefined;
  }
}

function named(field: string, value: string): ConditionGroups[number]["conditions"][number] {
  return { type: "metric-property", field, filter: { type: "string", operator: "equals", value } };
}
