// `default`: Klaviyo's, which is Django's: https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#default

import type { Filter } from "./filter.ts";

/**
 * The value, or the fallback for what Python takes for false: absent, null, false, 0, an empty text, list or object.
 * Liquid's `default` keeps 0; with its `allow_false: true` a false stays false here as well.
 */
export const defaultTo: Filter = (value, [fallback], { keywords }) => {
  if (value === false && keywords["allow_false"] === true) return false;
  return isEmpty(value) ? fallback : value;
};

function isEmpty(value: unknown): boolean {
  if (!value) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
