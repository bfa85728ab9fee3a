// What can be wrong with an event, as codes: of the problems that its sender is told, and of the reasons for which it lies
// in the dead letters. A test compares this table with docs/errors.md, which says how to mend each.

/** Each rule of events, and what it means when it is broken. */
export const EVENT_RULES = {
  "event-not-json": "The body is not JSON.",
  "event-invalid": "A field is missing, unknown, not of the kind that it must be, or over a limit.",
  "event-ends-process": "The process ended again and again while it worked on this event.",
} as const satisfies Record<string, string>;

/** The code of a problem with an event. */
export type EventRule = keyof typeof EVENT_RULES;
