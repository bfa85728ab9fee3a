// What a message may cost, beside what its templates may (dialect/limits.ts). A flow is written by someone trusted with
// flows, the event by anyone with an ingest key: the limits hold whatever either of them holds.

/** Most values that the body of a message may hold, keys not counted. */
export const MAX_BODY_VALUES = 2_000;

/** How deep the body of a message may nest. */
export const MAX_BODY_DEPTH = 64;

/**
 * How deep a rendered body may nest: a value of the event may nest as deep as the body around it. Code that reads a body recurses into
 * it, and JSON.stringify exhausts the stack at some thousand levels.
 */
export const MAX_RENDERED_DEPTH = 2 * MAX_BODY_DEPTH;

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
