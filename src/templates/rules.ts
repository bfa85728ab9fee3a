// The rules that a template can break, as the codes of its problems. Those of the first group are found when a flow is
// loaded; those of the second need an event, so they fail a delivery.

import { PARSE_RULES, RENDER_RULES } from "./dialect/dialect.ts";

/** Codes of what is found when a message is compiled. */
export const TEMPLATE_COMPILE_RULES = [
  ...PARSE_RULES,
  "template-other-metric",
  "template-coupon-code",
  "template-web-feed",
  "template-product-feed",
  "template-mail-only",
  "template-not-available",
  "template-secret-in-body",
  "template-secret-name",
  "template-body",
  "template-url",
  "template-url-host",
  "template-header",
] as const;

/** Codes of what is found when a message is rendered. */
export const TEMPLATE_RENDER_RULES = [
  ...RENDER_RULES,
  "template-json",
  "template-duplicate-key",
  "template-url",
  "template-header",
  "template-secret-missing",
] as const;

/** The code of a template's problem. */
export type TemplateRule = (typeof TEMPLATE_COMPILE_RULES)[number] | (typeof TEMPLATE_RENDER_RULES)[number];
