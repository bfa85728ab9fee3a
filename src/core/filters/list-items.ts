// Looking for items in a list. Items are compared by their text, so that 5 is found as "5"; lists and objects inside a
// list are passed over, as in Klaviyo, where only simple lists can be filtered.

import type { JsonValue } from "../json.ts";
import { textOf } from "./readings.ts";

/** Whether some item is exactly this text. */
export function hasItem(list: readonly JsonValue[], text: string): boolean {
  for (const item of list) if (textOf(item) === text) return true;
  return false;
}

/** Whether some item is one of these texts. */
export function hasAnyItem(list: readonly JsonValue[], texts: ReadonlySet<string>): boolean {
  for (const item of list) {
    const text = textOf(item);
    if (text !== undefined && texts.has(text)) return true;
  }
  return false;
}

/** Whether each of these texts is an item. */
export function hasAllItems(list: readonly JsonValue[], texts: ReadonlySet<string>): boolean {
  const items = new Set(list.map(textOf));
  for (const text of texts) if (!items.has(text)) return false;
  return true;
}

/** Whether some item contains this text. */
export function hasItemWith(list: readonly JsonValue[], part: string): boolean {
  for (const item of list) if (textOf(item)?.includes(part)) return true;
  return false;
}
