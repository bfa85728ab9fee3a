// Date filters and time frames in words, as they follow "is" after a property or the name of a counted metric.

import type { DateFilter } from "#core/filters/date.ts";
import type { TimeframeFilter } from "#core/profiles/timeframe.ts";

const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];

/** A time frame: "since the flow started", "in the last 30 days". */
export function describeTimeframe(timeframe: TimeframeFilter): string {
  switch (timeframe.operator) {
    case "alltime":
      return "of all time";
    case "flow-start":
      return "since the flow started";
    default:
      return describeDateFilter(timeframe);
  }
}

/** Describes the dates that a date filter accepts: "before 2026-11-08", "between 3 and 5 weeks ago". */
export function describeDateFilter(filter: DateFilter): string {
  switch (filter.operator) {
    case "before":
    case "after":
      return `${filter.operator} ${filter.date}`;
    case "between-static":
      return `between ${filter.start} and ${filter.end}`;
    case "between":
      return `between ${filter.start} and ${count(filter.end, filter.unit)} ago`;
    case "in-the-last":
      return `in the last ${count(filter.quantity, filter.unit)}`;
    case "in-the-next":
      return `in the next ${count(filter.quantity, filter.unit)}`;
    case "at-least":
      return `at least ${count(filter.quantity, filter.unit)} ago`;
    default:
      return describeRecurring(filter);
  }
}

type RecurringOperator = `anniversary${"" | "-month" | "-last" | "-next"}` | "calendar-month";

function describeRecurring(filter: Extract<DateFilter, { operator: RecurringOperator }>): string {
  switch (filter.operator) {
    case "anniversary":
      return "on this day of any year";
    case "anniversary-month":
      return "in this month of any year";
    case "anniversary-last":
      return `on a day that came round in the last ${count(filter.quantity, filter.unit)}`;
    case "anniversary-next":
      return `on a day that comes round in the next ${count(filter.quantity, filter.unit)}`;
    case "calendar-month":
      return `in ${MONTHS[filter.value - 1]} of any year`;
  }
}

/** "1 day", "3 days". */
export function count(quantity: number, unit: string): string {
  return `${quantity} ${unit}${quantity === 1 ? "" : "s"}`;
}
