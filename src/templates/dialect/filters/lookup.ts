// `lookup`: Klaviyo's way to a property whose name has spaces or special characters: `event|lookup:'$value'`,
// `event|lookup:'Coupon Codes'|lookup:'0'` (https://help.klaviyo.com/hc/en-us/articles/4408802648731).

import { isObject } from "../values/is-object.ts";
import { propertyKey, readProperty } from "../values/read-property.ts";
import type { Filter } from "./filter.ts";

/** The own property of an object, or the item of a list, that has this name; nothing of any other value. */
export const lookup: Filter = (value, [name]) => {
  const key = propertyKey(name);
  if (key === undefined) return undefined;
  if (Array.isArray(value)) return key.index === undefined ? undefined : value[key.index];
  // Liquid's `size` is no property.
  return isObject(value) && Object.hasOwn(value, key.name) ? readProperty(value, key) : undefined;
};
