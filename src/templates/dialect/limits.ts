// The limits of a template. Its author is trusted, the sender of its data is not: the limits hold for any template and
// any data, and each has its own error.

/** Longest template, in UTF-16 code units: half of the largest text that it may render to. */
export const MAX_TEMPLATE_LENGTH = 131_072;

/** Deepest nesting of blocks (`if`, `for`, `capture`, ...) in a template. */
export const MAX_BLOCK_DEPTH = 32;

/** Deepest nesting of brackets in an expression: `event[person[event.key]]` is three deep. */
export const MAX_EXPRESSION_DEPTH = 8;

/** Most findings that are reported for one template. */
export const MAX_PROBLEMS = 20;

/** Largest value that is written as text, in UTF-16 code units of its JSON. */
export const MAX_VALUE_LENGTH = 256 * 1024;

/** Deepest nesting of a rendered value. */
export const MAX_VALUE_DEPTH = 64;

/** Most passes of one rendering, counted over all loops. */
export const MAX_LOOP_PASSES = 100_000;

/** Most output of all filters of one rendering, in characters and list items. */
export const MAX_FILTER_OUTPUT = 4 * 1024 * 1024;

/**
 * Longest rendering, in milliseconds. The limits above end a rendering earlier; this one covers cases that they miss,
 * and it is long enough that a busy machine fails no valid rendering.
 */
export const MAX_RENDER_MS = 1_000;

/** Most values, properties, filters and operators in one expression. */
export const MAX_EXPRESSION_PARTS = 500;
