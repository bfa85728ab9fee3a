// The codes of the dialect's findings, which parsing reports, and failures, which rendering reports.

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

export const RENDER_RULES = [
  "template-render",
  "template-missing-variable",
  "template-limit-size",
  "template-limit-depth",
  "template-limit-loops",
  "template-limit-time",
] as const;

export type ParseRule = (typeof PARSE_RULES)[number];

export type RenderRule = (typeof RENDER_RULES)[number];
