// The rules of the dialect that a template can break, as the codes of its findings and failures.

/** Codes of what is found when a template is parsed. */
export const PARSE_RULES = [
  "template-syntax",
  "template-unknown-tag",
  "template-unknown-filter",
  "template-filter-argument",
  "template-unknown-variable",
  "template-limit-size",
  "template-limit-count",
  "template-limit-depth",
] as const;

/** Codes of what is found when a template is rendered. */
export const RENDER_RULES = [
  "template-render",
  "template-missing-variable",
  "template-limit-size",
  "template-limit-depth",
  "template-limit-loops",
  "template-limit-time",
] as const;

/** The code of a finding. */
export type ParseRule = (typeof PARSE_RULES)[number];

/** The code of a failure. */
export type RenderRule = (typeof RENDER_RULES)[number];
