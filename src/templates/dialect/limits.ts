// What a template may cost. A template is written by someone trusted, the data by anyone: the limits hold whatever either
// of them holds, and each has an error of its own.

/** Longest template, in UTF-16 units: half of the largest text that it may render to, which leaves room for that. */
export const MAX_TEMPLATE_LENGTH = 131_072;

/** How deep blocks (`if`, `for`, `capture`, ...) may nest in a template. */
export const MAX_BLOCK_DEPTH = 32;

/** How deep brackets may nest in an expression: `event[person[event.key]]` is three deep. */
export const MAX_EXPRESSION_DEPTH = 8;

/** Most findings that are told of one template. */
export const MAX_PROBLEMS = 20;

/** Largest value that is written as text, in UTF-16 units of its JSON. */
export const MAX_VALUE_LENGTH = 256 * 1024;

/** How deep a rendered value may nest. */
export const MAX_VALUE_DEPTH = 64;

/** Passes through loops that one rendering may make, all loops together. */
export const MAX_LOOP_PASSES = 100_000;

/** What the filters of one rendering may make, in characters and list items. */
export const MAX_FILTER_OUTPUT = 4 * 1024 * 1024;

/**
 * Longest that one rendering may take, in milliseconds. The limits above end a rendering long before; this one is for
 * what they do not foresee, and so generous that a busy machine does not fail a good rendering.
 */
export const MAX_RENDER_MS = 1_000;

/** Most values, properties, filters and operators that one expression may have. */
export const MAX_EXPRESSION_PARTS = 500;
