// What a template may cost. A template is written by someone trusted with flows, the event by anyone with an ingest
// key: the limits hold whatever either of them holds, and each has an error of its own.

export {
  MAX_BLOCK_DEPTH,
  MAX_EXPRESSION_DEPTH,
  MAX_FILTER_OUTPUT,
  MAX_LOOP_PASSES,
  MAX_PROBLEMS,
  MAX_RENDER_MS,
  MAX_TEMPLATE_LENGTH,
  MAX_VALUE_DEPTH,
} from "./dialect/limits.ts";

/** Most values that the body of a message may hold, keys not counted. */
export const MAX_BODY_VALUES = 2_000;

/** How deep the body of a message may nest. */
export const MAX_BODY_DEPTH = 64;

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
