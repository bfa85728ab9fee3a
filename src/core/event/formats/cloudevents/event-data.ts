// The data of a CloudEvent: JSON in `data`, or bytes as base64 in `data_base64`.
// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md#31-handling-of-data

import { decodeBase64 } from "../../../base64.ts";
import { isJsonObject, type JsonObject, type JsonValue, property } from "../../../json.ts";
import { keysOfPointer } from "../../../problem.ts";
import type { EventProblem } from "../event-format.ts";
import { readJson } from "../split.ts";

/** The members of an event that hold or describe its data. */
export interface DataMembers {
  readonly data?: unknown;
  readonly data_base64?: string | null | undefined;
  readonly datacontenttype?: string | null | undefined;
}

/** The data of an event, read. */
export interface EventData {
  /** undefined: the event has no data. */
  readonly value: JsonValue | undefined;
  /** The data as properties. Data that is not an object is one property, with the name of its member. */
  readonly properties: JsonObject;
  /** Where the event holds the part of the data that a pointer names. */
  readonly pointerTo: (pointer: string) => string;
  /** Where the event holds the part of the properties that a pointer names. */
  readonly pointerToProperty: (pointer: string) => string;
}

/** Reads the data of an event. */
export function readData(event: DataMembers): EventData | EventProblem {
  const { data_base64: base64 } = event;
  if (base64 == null) return dataIn("data", event.data as JsonValue | undefined, (pointer) => `/data${pointer}`);
  if (event.data != null) return problem('An event has either "data" or "data_base64". Remove one of them.');
  if (event.datacontenttype == null || !isJsonType(event.datacontenttype)) {
    return dataIn("data_base64", base64, () => "/data_base64");
  }
  const bytes = decodeBase64(base64);
  const text = bytes && decodeUtf8(bytes);
  if (text === undefined) {
    return problem('Must be base64 (RFC 4648, section 4) of JSON in UTF-8, because "datacontenttype" says JSON.');
  }
  const json = readJson(text, "The decoded data");
  if (!json.ok) return problem(json.problems.map(inDecoded).join(" "));
  return dataIn("data_base64", json.value, () => "/data_base64");
}

/** Whether a media type says JSON: its subtype is `json` or ends with `+json`. */
export function isJsonType(mediaType: string): boolean {
  return /^[^/;]+\/(?:[^;]+\+)?json\s*(?:;|$)/i.test(mediaType.trim());
}

/** The value to which a JSON pointer leads; undefined if it leads nowhere. */
export function valueAt(data: JsonValue | undefined, pointer: string): JsonValue | undefined {
  return keysOfPointer(pointer).reduce(step, data);
}

const INDEX = /^(?:0|[1-9]\d*)$/;

function step(value: JsonValue | undefined, key: string): JsonValue | undefined {
  const hasKey = Array.isArray(value) ? INDEX.test(key) : isJsonObject(value);
  return hasKey ? (property(value, key) as JsonValue | undefined) : undefined;
}

function dataIn(
  member: "data" | "data_base64",
  value: JsonValue | undefined,
  pointerTo: (pointer: string) => string,
): EventData {
  if (isJsonObject(value)) return { value, properties: value, pointerTo, pointerToProperty: pointerTo };
  const properties = value == null ? {} : { [member]: value };
  return { value, properties, pointerTo, pointerToProperty: (pointer) => pointerTo(pointer.slice(member.length + 1)) };
}

/** A text in UTF-8; undefined if the bytes are not valid. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  const escaped = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  try {
    return decodeURIComponent(escaped);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** base64 has no places, so the message names the place in the decoded data. */
function inDecoded({ pointer, message }: EventProblem): string {
  return pointer === "" ? message : `In the decoded data, at "${pointer}": ${message}`;
}

function problem(message: string): EventProblem {
  return { rule: "event-invalid", pointer: "/data_base64", message };
}
