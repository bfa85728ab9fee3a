// Limits of one filter. Trusted people write flows, but a mistake in one flow must not slow down every event, so each limit keeps
// the work of one filter on one event small.

/**
 * Maximum values in one condition ("in", "contains-any"), as in a Klaviyo condition on zip codes (Help Center, "Segment
 * conditions reference").
 */
export const MAX_VALUES = 500;

/** Maximum characters of a text that a filter compares with. */
export const MAX_TEXT_LENGTH = 1_000;

/** Maximum characters of a `field`, including the dots of its path. */
export const MAX_FIELD_LENGTH = 256;

/** Maximum characters of a regular expression. */
export const MAX_REGEX_LENGTH = 500;

/** Maximum instructions of a compiled regular expression: the work for each character of a value grows with them. */
export const MAX_REGEX_SIZE = 500;

/** Maximum characters of a value that a regular expression reads: a longer value matches neither `regex` nor `nregex`. */
export const MAX_REGEX_INPUT = 10_000;

/** Maximum hours, days or weeks of a relative date filter. */
export const MAX_QUANTITY = 10_000;

/** Maximum days of an anniversary filter: every date has an anniversary in a longer window. */
export const MAX_ANNIVERSARY_DAYS = 366;
