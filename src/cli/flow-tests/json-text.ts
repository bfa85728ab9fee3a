// JSON as text that can be compared line by line: fields in the order of their names, since their order means nothing.

import { isJsonObject, type JsonValue, ownProperty } from "#core/json.ts";

/** The text of a value: two values are the same if and only if their texts are. */
export function jsonText(value: JsonValue): string {
  return JSON.stringify(inOrder(value), null, 2);
}

function inOrder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, inOrder(inner)]));
}

/** Of a value that part which another one speaks of: of objects the fields that the other has, of lists all items. */
export function partOf(value: JsonValue, part: JsonValue): JsonValue {
  if (Array.isArray(value) && Array.isArray(part)) {
    return value.map((item, index) => (part[index] === undefined ? item : partOf(item, part[index])));
  }
  if (!isJsonObject(value) || !isJsonObject(part)) return value;
  const kept = Object.keys(part).flatMap((name): [string, JsonValue][] => {
    const [inner, asked] = [ownProperty(value, name), ownProperty(part, name)];
    return inner === undefined || asked === undefined ? [] : [[name, partOf(inner, asked)]];
  });
  return Object.fromEntries(kept);
}
