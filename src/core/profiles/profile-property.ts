// Reads the value of a profile that the `property` of a condition names, in Klaviyo's syntax: a well-known name such as `email`,
// a custom property as `properties['Loyalty Points']`, or a part of the location as `location['city']`.

import { locationSchema, type Profile, profileSchema } from "../event/profile.ts";
import type { Value } from "../filters/readings.ts";
import { isJsonObject, type JsonObject, ownProperty, property } from "../json.ts";
import { didYouMean, nearestName, suggestion } from "../nearest-name.ts";

/** Reads one property of a profile. */
type ProfileReader = (profile: Profile) => Value;

/** A parsed property, or the problem in words for the author of the flow. */
type ParsedProfileProperty =
  | { readonly ok: true; readonly read: ProfileReader }
  | { readonly ok: false; readonly problem: string };

/** The fields of a profile, except `location` and `properties`. */
const FIELDS = Object.keys(profileSchema.shape).filter((name) => name !== "location" && name !== "properties");

const LOCATION_FIELDS = Object.keys(locationSchema.shape);

/** A name, then keys in brackets and quotes: properties['Loyalty']['Points']. */
const PATH = /^([A-Za-z_]\w*)((?:\[(?:'[^']*'|"[^"]*")\])*)$/;
const KEY = /\[(?:'([^']*)'|"([^"]*)")\]/g;

/** Reads the name of a profile property. */
export function parseProfileProperty(name: string): ParsedProfileProperty {
  const [, root = "", brackets = ""] = PATH.exec(name.replace(/^location\.(\w+)$/, "location['$1']")) ?? [];
  const keys = [...brackets.matchAll(KEY)].map((match) => match[1] ?? match[2] ?? "");
  if (root === "properties" && keys.length > 0)
    return { ok: true, read: ({ properties }) => valueAt(properties, keys) };
  if (root === "location" && keys.length === 1) return locationProperty(keys[0] ?? "");
  if (FIELDS.includes(root) && keys.length === 0) return { ok: true, read: (profile) => field(profile, root) };
  return { ok: false, problem: unknownProperty(name) };
}

function locationProperty(name: string): ParsedProfileProperty {
  if (LOCATION_FIELDS.includes(name)) return { ok: true, read: ({ location }) => field(location, name) };
  const near = nearestName(name, LOCATION_FIELDS);
  const hint = suggestion(near && `location['${near}']`, `It has ${LOCATION_FIELDS.join(", ")}.`);
  return { ok: false, problem: `A location has no field "${name}".${hint}` };
}

function unknownProperty(name: string): string {
  const own = `Write a custom property as properties['${name.replaceAll("'", "")}'].`;
  const hint = didYouMean(name, [...FIELDS, "location"], `Known names are ${FIELDS.join(", ")}.`);
  return `"${name}" is not a field of a profile.${hint} ${own}`;
}

/** A field of a profile, which is a text, or of its location, which may also be a number. */
function field(of: object | null | undefined, name: string): Value {
  const value = property(of, name);
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

function valueAt(properties: JsonObject | null | undefined, keys: readonly string[]): Value {
  let value: Value = properties;
  for (const key of keys) value = isJsonObject(value) ? ownProperty(value, key) : undefined;
  return value;
}
