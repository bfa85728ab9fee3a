// What a scenario writes over what is there already, by the rules of JSON Merge Patch (RFC 7396): objects are merged field
// by field, null removes, and all else takes the place of what was there.

import { isJsonObject, type JsonObject, type JsonValue } from "#core/json.ts";

/** An object with another one written over it. Neither is changed. */
export function mergePatch(target: JsonValue | undefined, patch: JsonObject): JsonObject {
  const merged = new Map(isJsonObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, isJsonObject(value) ? mergePatch(merged.get(name), value) : value);
  }
  return Object.fromEntries(merged);
}
