// What starts a flow. The schema knows each trigger of Klaviyo's flow API that a webhook flow can name, so that one
// which does not run here is refused in words of its own (runnable.ts), not as an unknown word.

import * as z from "zod";
import { MAX_METRIC_LENGTH } from "../event/limits.ts";
import { conditionGroupsSchema } from "../filters/condition-groups.ts";
import { timeOfDaySchema, timezoneSchema, weekdaysSchema } from "./time-of-day.ts";

export const metricTriggerSchema = z.strictObject({
  type: z.literal("metric"),
  id: z.string().min(1).max(MAX_METRIC_LENGTH).describe('The name of the metric: "Placed Order".'),
  trigger_filter: conditionGroupsSchema.nullish().describe("Conditions on the event, checked once, when it arrives."),
});

const listTriggerSchema = z.strictObject({ type: z.literal("list"), id: z.string().min(1) });
const segmentTriggerSchema = z.strictObject({ type: z.literal("segment"), id: z.string().min(1) });

const dateTriggerSchema = z.strictObject({
  type: z.literal("date"),
  date_field_type: z.literal("profile-property"),
  date_profile_property: z.string().min(1),
  timedelta_unit_before_date: z.enum(["days", "weeks", "months"]).nullish(),
  timedelta_value_before_date: z.number().int(),
  recurrence_frequency: z.enum(["annually", "monthly", "weekly", "never"]).nullish(),
  timezone: timezoneSchema.nullish(),
  trigger_time: timeOfDaySchema,
  trigger_days: weekdaysSchema,
});

/** Triggers on what webhooks have no data of: known by name, so that they can be refused with the reason. */
const priceDropTriggerSchema = z.looseObject({ type: z.literal("price-drop") });
const lowInventoryTriggerSchema = z.looseObject({ type: z.literal("low-inventory") });
const scheduledTriggerSchema = z.looseObject({ type: z.literal("scheduled") });

export const triggerSchema = z.discriminatedUnion("type", [
  metricTriggerSchema,
  listTriggerSchema,
  segmentTriggerSchema,
  dateTriggerSchema,
  priceDropTriggerSchema,
  lowInventoryTriggerSchema,
  scheduledTriggerSchema,
]);

/** What starts a flow. */
export type Trigger = z.infer<typeof triggerSchema>;
