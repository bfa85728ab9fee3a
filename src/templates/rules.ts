// The codes of a template's problems. A compile rule is broken when a flow is loaded; a render rule needs an event, so
// it fails a delivery.

import { PARSE_RULES, RENDER_RULES } from "./dialect/dialect.ts";

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
  "template-request-header",
] as const;

export const TEMPLATE_RENDER_RULES = [
  ...RENDER_RULES,
  "template-json",
  "template-duplicate-key",
  "template-url",
  "template-header",
  "template-secret-missing",
] as const;

export type TemplateRule = (typeof TEMPLATE_COMPILE_RULES)[number] | (typeof TEMPLATE_RENDER_RULES)[number];
