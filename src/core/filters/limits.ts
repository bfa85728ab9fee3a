// How much one filter may hold. Flows are written by trusted people, yet a mistake in one of them must not slow down
// every event: each limit keeps the work of one filter on one event small.

/** Values that one condition lists ("in", "contains-any"); as in a Klaviyo condition on zip codes (Help Center, "Segment conditions reference"). */
export const MAX_VALUES = 500;

/** Characters of one text that a filter compares with. */
export const MAX_TEXT_LENGTH = 1_000;

/** Characters of a `field`, with the dots of its path. */
export const MAX_FIELD_LENGTH = 256;

/** Characters of a regular expression. */
export const MAX_REGEX_LENGTH = 500;

/** Instructions that a regular expression compiles to: the work for each character of a value grows with them. */
export const MAX_REGEX_SIZE = 500;

/** Characters of a value that a regular expression reads: a longer value matches neither `regex` nor `nregex`. */
export const MAX_REGEX_INPUT = 10_000;

/** Hours, days or weeks of a relative date filter. */
export const MAX_QUANTITY = 10_000;

/** Days that an anniversary filter may span: every date has an anniversary in each longer span. */
export const MAX_ANNIVERSARY_DAYS = 366;
