// Fits the values of a mapping to the fields of an event. Senders write ids as numbers, amounts as texts and times in seconds, and a
// template gives them as they are.

import { locationSchema, profileSchema } from "../event/profile.ts";
import { ExactNumber, isHeldByDouble } from "../exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";
import { isoTime } from "../time.ts";
import { unixTime } from "./signed-request.ts";

/** Fields of the event that are texts. */
const TEXTS = ["metric", "value_currency", "unique_id"] as const;

const { location: _location, properties: _properties, ...profileTexts } = profileSchema.shape;

/** A number in JSON syntax, possibly with spaces around it. */
const NUMBER = /^\s*-?(?:0|[1-9]\d{0,14})(?:\.\d{1,14})?\s*$/;

/**
 * The values as the plain format has them. Blank texts and null count as absent; numbers become texts where the event has a text;
 * `value` may be a number in a text; `time` may be Unix time in seconds or milliseconds. All other values stay as they are, so that
 * the check of the event reports them.
 */
export function eventValues(rendered: JsonObject): JsonObject {
  const event = withoutBlanks(rendered);
  asTexts(event, TEXTS);
  if (typeof event["value_currency"] === "string") event["value_currency"] = event["value_currency"].toUpperCase();
  if (event["value"] !== undefined) event["value"] = numberOf(event["value"]);
  if (event["time"] !== undefined) event["time"] = timeOf(event["time"]);
  if (isJsonObject(event["profile"])) event["profile"] = profileOf(event["profile"]);
  return event;
}

function profileOf(rendered: JsonObject): JsonObject {
  const profile = withoutBlanks(rendered);
  asTexts(profile, Object.keys(profileTexts));
  const location = profile["location"];
  if (!isJsonObject(location)) return profile;
  profile["location"] = withoutBlanks(location);
  asTexts(profile["location"], Object.keys(locationSchema.shape));
  return profile;
}

function withoutBlanks(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isBlank(value)));
}

/** Whether a value counts as absent. */
export function isBlank(value: JsonValue | undefined): boolean {
  return value === undefined || value === null || (typeof value === "string" && value.trim() === "");
}

function asTexts(object: JsonObject, names: readonly string[]): void {
  for (const name of names) {
    const value = object[name];
    if (typeof value === "number" || typeof value === "boolean" || value instanceof ExactNumber) {
      object[name] = String(value);
    }
  }
}

function numberOf(value: JsonValue): JsonValue {
  return typeof value === "string" && NUMBER.test(value) && isHeldByDouble(value.trim()) ? Number(value) : value;
}

function timeOf(value: JsonValue): JsonValue {
  const isUnix = typeof value === "number" || typeof value === "string";
  const time = isUnix ? unixTime(String(typeof value === "number" ? Math.trunc(value) : value.trim())) : undefined;
  return time === undefined ? value : isoTime(time);
}
