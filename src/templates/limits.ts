// The limits of a message, in addition to those of its templates (dialect/limits.ts). The author of a flow is trusted,
// the sender of an event only has an ingest key: the limits hold for any flow and any event.

/** Most values in the body of a message, without its keys. */
export const MAX_BODY_VALUES = 2_000;

/** Deepest nesting of the body of a message. */
export const MAX_BODY_DEPTH = 64;

/**
 * How deep a rendered body may nest: a value of the event may nest as deep as the body around it. Code that reads a body recurses into
 * it, and JSON.stringify exhausts the stack at some thousand levels.
 */
export const MAX_RENDERED_DEPTH = 2 * MAX_BODY_DEPTH;

export const MAX_HEADERS = 50;

/** Longest rendered header value, in characters. Most servers accept 8 KiB for all headers together. */
export const MAX_HEADER_LENGTH = 8_192;

/** Longest rendered URL, in characters. RFC 9110 (section 4.1) recommends that servers support at least 8,000. */
export const MAX_URL_LENGTH = 8_000;

/**
 * Largest rendered body, in bytes of UTF-8. An event and a body travel in one queue message of at most 1 MiB (SQS), so
 * each of them has 256 KiB.
 */
export const MAX_BODY_BYTES = 256 * 1024;
