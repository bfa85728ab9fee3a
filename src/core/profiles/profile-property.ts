// Which value of a profile a condition's `property` names, in Klaviyo's words: a well-known name such as `email`, a
// property of the profile's own as `properties['Loyalty Points']`, or a part of its location as `location['city']`.

import { locationSchema, type Profile, profileSchema } from "../event/profile.ts";
import type { Value } from "../filters/readings.ts";
import { isJsonObject, type JsonObject, ownProperty, property } from "../json.ts";
import { didYouMean, nearestName } from "../nearest-name.ts";

/** Reads one property of any profile. */
type ProfileReader = (profile: Profile) => Value;

/** A property that was understood, or why not, in words for the author of the flow. */
type ParsedProfileProperty =
  | { readonly ok: true; readonly read: ProfileReader }
  | { readonly ok: false; readonly problem: string };

/** The profile's own fields: everything that stands beside `location` and `properties`. */
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
  const hint = near ? `Did you mean location['${near}']?` : `It has ${LOCATION_FIELDS.join(", ")}.`;
  return { ok: false, problem: `A location has no field "${name}". ${hint}` };
}

function unknownProperty(name: string): string {
  const own = `Properties of your own are written properties['${name.replaceAll("'", "")}'].`;
  const hint = didYouMean(name, [...FIELDS, "location"], `Known names are ${FIELDS.join(", ")}.`);
  return `"${name}" is no field of a profile.${hint} ${own}`;
}

/** A field of a profile or of its location: a text, and of a location also a number. */
function field(of: object | null | undefined, name: string): Value {
  const value = property(of, name);
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

function valueAt(properties: JsonObject | null | undefined, keys: readonly string[]): Value {
  let value: Value = properties;
  for (const key of keys) value = isJsonObject(value) ? ownProperty(value, key) : undefined;
  return value;
}
