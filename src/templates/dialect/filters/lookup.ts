// `lookup`: Klaviyo's way to a property whose name has spaces or special characters: `event|lookup:'$value'`,
// `event|lookup:'Coupon Codes'|lookup:'0'` (https://help.klaviyo.com/hc/en-us/articles/4408802648731).

import type { Filter } from "./filter.ts";

const INDEX = /^\d+$/;

/** The own property of an object, or the item of a list, that has this name; nothing of any other value. */
export const lookup: Filter = (value, [key]) => {
  if (typeof value !== "object" || value === null) return undefined;
  if (typeof key !== "string" && typeof key !== "number") return undefined;
  if (Array.isArray(value) && !INDEX.test(String(key))) return undefined;
  // Reflect.get of a property that is known to be the object's own: data that came as JSON, so never a getter.
  return Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
};
