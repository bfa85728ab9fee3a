// What has properties: neither a list, nor a number that is kept by its digits.

import { isExactNumber } from "./exact-number.ts";

/** Whether a value is an object with properties. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isExactNumber(value);
}
