// Date filters: a date is before or after another, in a window that moves with the present, or recurs every year.

import * as z from "zod";
import { DAY_MS } from "../time.ts";
import {
  after,
  atLeastAgo,
  before,
  betweenAgo,
  betweenDates,
  type DateTest,
  hasAnniversaryIn,
  inTheLast,
  inTheNext,
  isAnniversaryThisMonth,
  isAnniversaryToday,
  isInMonth,
  type TimeTest,
  UNITS,
  type Window,
} from "./date-tests.ts";
import { type DateValue, dateOf, parseDate, timeOf } from "./date-value.ts";
import { type FilterTest, whenReadable } from "./filter-test.ts";
import { MAX_ANNIVERSARY_DAYS, MAX_QUANTITY } from "./limits.ts";

const type = z.literal("date").describe("Reads the value as a date: ISO 8601, or seconds since 1970.");
const unit = z
  .enum(["hour", "day", "week"])
  .describe("Days and weeks begin at midnight UTC, hours at the present time.");
const quantity = z.int().min(1).max(MAX_QUANTITY).describe("How many of the unit.");
const unitsAgo = z.int().nonnegative().max(MAX_QUANTITY);
const orderMessage = {
  path: ["end"],
  message: "The end of a range must not be less than its start. Exchange them, or correct one.",
};

const date = z.string().refine((value) => parseDate(value) !== undefined, {
  message: "Not a date. Write 2026-11-08 or 2026-11-08T13:30:00Z.",
});

const staticSchema = z.strictObject({
  type,
  operator: z.enum(["before", "after"]).describe("Earlier or later than the date, excluding the date itself."),
  date: date.describe("2026-11-08, which means the whole day, or 2026-11-08T13:30:00Z."),
});

const staticRangeSchema = z
  .strictObject({
    type,
    operator: z.literal("between-static").describe("From start to end, both included."),
    start: date.describe("The first day, or time, that matches."),
    end: date.describe("The last day, or time, that matches."),
  })
  .refine(({ start, end }) => (timeOf(start) ?? -Infinity) <= (timeOf(end) ?? Infinity), orderMessage);

const relativeSchema = z.strictObject({
  type,
  operator: z
    .enum(["in-the-last", "in-the-next", "at-least"])
    .describe("Within the given time before now or after now, or at least that long ago."),
  unit,
  quantity,
});

/** Klaviyo's InTheLastBaseRelativeDateFilter: the only relative filter for entries into a flow. */
export const inTheLastSchema = relativeSchema.extend({
  operator: z.literal("in-the-last").describe("Within the given time before now."),
});

const relativeRangeSchema = z
  .strictObject({
    type,
    operator: z.literal("between").describe("From end units ago to start units ago."),
    start: unitsAgo.describe("The nearer end, in units before now."),
    end: unitsAgo.describe("The farther end, in units before now."),
    unit,
  })
  .refine(({ start, end }) => start <= end, orderMessage);

const relativeAnniversarySchema = z
  .strictObject({
    type,
    operator: z
      .enum(["anniversary-last", "anniversary-next"])
      .describe(
        "Whether the day of the year was within the given time before now, or will be within that time after now.",
      ),
    unit,
    quantity,
  })
  .refine((span) => span.quantity * UNITS[span.unit] <= MAX_ANNIVERSARY_DAYS * DAY_MS, {
    path: ["quantity"],
    message: `Every date has an anniversary in a longer time. Use at most ${MAX_ANNIVERSARY_DAYS} days.`,
  });

const anniversarySchema = z.strictObject({
  type,
  operator: z
    .enum(["anniversary", "anniversary-month"])
    .describe("Whether the day of the year, or its month, is the present one."),
});

const calendarSchema = z.strictObject({
  type,
  operator: z.literal("calendar-month").describe("Whether the date is in a month, of any year."),
  value: z.int().min(1).max(12).describe("The month: 1 is January."),
});

/**
 * Filters of type date: Klaviyo's StaticDateFilter, StaticDateRangeFilter, RelativeDateOperatorBaseRelativeDateFilter,
 * RelativeDateRangeFilter, AnniversaryDateFilter, RelativeAnniversaryDateFilter and CalendarDateFilter.
 */
export const dateFilterSchema = z.discriminatedUnion("operator", [
  staticSchema,
  staticRangeSchema,
  relativeSchema,
  relativeRangeSchema,
  relativeAnniversarySchema,
  anniversarySchema,
  calendarSchema,
]);

/** A filter of type date. */
export type DateFilter = z.infer<typeof dateFilterSchema>;

type RecurringOperator =
  | "anniversary"
  | "anniversary-month"
  | "anniversary-last"
  | "anniversary-next"
  | "calendar-month";
type RecurringFilter = Extract<DateFilter, { operator: RecurringOperator }>;

/** Compiles a date filter. */
export function compileDateFilter(filter: DateFilter): FilterTest {
  switch (filter.operator) {
    case "before":
    case "after":
    case "between-static":
      return whenReadable(timeOf, compileStatic(filter));
    case "in-the-last":
    case "in-the-next":
    case "at-least":
    case "between":
      return whenReadable(timeOf, compileRelative(filter));
    default:
      return whenReadable(dateOf, compileRecurring(filter));
  }
}

function compileStatic(filter: z.infer<typeof staticSchema | typeof staticRangeSchema>): TimeTest {
  switch (filter.operator) {
    case "before":
      return before(checkedDate(filter.date));
    case "after":
      return after(checkedDate(filter.date));
    case "between-static":
      return betweenDates(checkedDate(filter.start), checkedDate(filter.end));
  }
}

function compileRelative(filter: z.infer<typeof relativeSchema | typeof relativeRangeSchema>): Window {
  switch (filter.operator) {
    case "in-the-last":
      return inTheLast(filter.quantity, filter.unit);
    case "in-the-next":
      return inTheNext(filter.quantity, filter.unit);
    case "at-least":
      return atLeastAgo(filter.quantity, filter.unit);
    case "between":
      return betweenAgo(filter.start, filter.end, filter.unit);
  }
}

function compileRecurring(filter: RecurringFilter): DateTest {
  switch (filter.operator) {
    case "anniversary":
      return isAnniversaryToday;
    case "anniversary-month":
      return isAnniversaryThisMonth;
    case "anniversary-last":
      return hasAnniversaryIn(inTheLast(filter.quantity, filter.unit));
    case "anniversary-next":
      return hasAnniversaryIn(inTheNext(filter.quantity, filter.unit));
    case "calendar-month":
      return isInMonth(filter.value);
  }
}

function checkedDate(text: string): DateValue {
  const parsed = parseDate(text);
  if (parsed === undefined) throw new Error(`A date that the schema accepted can't be read: ${text}`);
  return parsed;
}
