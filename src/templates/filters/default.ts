// `default`: Klaviyo's, which is Django's: https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#default

import { toValue } from "liquidjs";

/**
 * The value, or the fallback for what Python takes for false: absent, null, false, 0, an empty text, list or object.
 * Liquid's `default` keeps 0; with its `allow_false: true` a false stays false here as well.
 */
export function defaultTo(value: unknown, fallback: unknown, ...named: unknown[]): unknown {
  const given: unknown = toValue(value);
  if (given === false && named.some(allowsFalse)) return false;
  return isEmpty(given) ? fallback : given;
}

/** liquidjs passes a named argument as a pair. */
function allowsFalse(argument: unknown): boolean {
  return Array.isArray(argument) && argument[0] === "allow_false" && argument[1] === true;
}

function isEmpty(value: unknown): boolean {
  if (!value) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
