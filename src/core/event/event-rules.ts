// The codes of problems with an event. The sender gets them in the answer, and the dead letters have them as reasons. A test
// compares this table with docs/errors.md, which says how to fix each problem.

/** Each rule of events, and the meaning of a problem with this code. */
export const EVENT_RULES = {
  "event-not-json": "The body is not JSON.",
  "event-invalid": "A field is missing, unknown, of the wrong kind, or over a limit.",
  "event-out-of-scope": "The key may not send events with this metric.",
  "event-source-unknown": "The message of a source names a source that is not declared.",
  "event-mapping-failed": "A template of the source's mapping failed with this request.",
  "event-ends-process": "The process ended repeatedly while it worked on this event.",
} as const satisfies Record<string, string>;

/** The code of a problem with an event. */
export type EventRule = keyof typeof EVENT_RULES;
