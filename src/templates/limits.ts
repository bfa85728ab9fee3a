// What a template may cost. A template is written by someone trusted with flows, the event by anyone with an ingest
// key: the limits hold whatever either of them holds, and each has an error of its own.

/** Longest template, in UTF-16 units: half of the largest body, which leaves room for what it renders to. */
export const MAX_TEMPLATE_LENGTH = 131_072;

/** Most values that the body of a message may hold, keys not counted. */
export const MAX_BODY_VALUES = 2_000;

/** How deep the body of a message may nest. */
export const MAX_BODY_DEPTH = 64;

/** How deep blocks (`if`, `for`, `capture`, ...) may nest in a template. */
export const MAX_BLOCK_DEPTH = 32;

/** How deep brackets may nest in an expression: `event[person[event.key]]` is three deep. */
export const MAX_EXPRESSION_DEPTH = 8;

/** Most problems that are reported of one template. */
export const MAX_PROBLEMS = 20;

/** Most headers that a message may set. */
export const MAX_HEADERS = 50;

/** Longest rendered header value, in characters: most servers take 8 KiB for all headers together. */
export const MAX_HEADER_LENGTH = 8_192;

/** Longest rendered URL, in characters: RFC 9110 (section 4.1) asks servers for at least 8,000. */
export const MAX_URL_LENGTH = 8_000;

/**
 * Largest rendered body, in bytes of UTF-8. Event and body travel together in one queue message, which ends at 1 MiB
 * (SQS), so each of the two has 256 KiB.
 */
export const MAX_BODY_BYTES = 256 * 1024;

/** How deep a rendered value may nest. An event has at most 32 levels (core/event/limits.ts); filters can add some. */
export const MAX_VALUE_DEPTH = 64;

/** Passes through loops that one rendering may make, all loops together. */
export const MAX_LOOP_PASSES = 100_000;

/** What the filters of one rendering may make, in characters and list items: liquidjs counts both alike. */
export const MAX_FILTER_OUTPUT = 4 * 1024 * 1024;

/**
 * Longest that one rendering may take, in milliseconds. The limits above end a rendering long before; this one is for
 * what they do not foresee, and so generous that a busy machine does not fail a good webhook.
 */
export const MAX_RENDER_MS = 1_000;
