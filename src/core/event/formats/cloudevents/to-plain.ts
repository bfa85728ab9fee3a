// From a CloudEvent to the plain format. Flowhook's extension attributes can name other sources for the metric, the profile and the
// value than the attributes of the specification. Attributes that give no field of the event are kept in one property.

import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import { jsonPointer, keysOfPointer } from "../../../problem.ts";
import { shorten } from "../../../shorten.ts";
import { checkPlain } from "../check-plain.ts";
import type { EventProblem, ReadBody } from "../event-format.ts";
import { type CloudEvent, extensionsOf, MAPPING_ATTRIBUTES } from "./cloud-event.ts";
import { type EventData, isJsonType, readData, valueAt } from "./event-data.ts";
import { numberOf, profileOf } from "./field-values.ts";

/** The property that holds the attributes that give no field of the event. */
export const KEPT_PROPERTY = "cloudevent";

const RULE = "event-invalid";

/** The plain event of a CloudEvent, or its problems. */
export function toPlain(event: CloudEvent): ReadBody {
  const data = readData(event);
  if ("message" in data) return { ok: false, problems: [data] };
  const fields = findFields(event, data);
  const kept = keptAttributes(event);
  const problems = [...missingFields(event, fields), ...nameCollision(data, kept)];
  if (problems.length > 0) return { ok: false, problems };

  const candidate = {
    metric: fields.metric.value,
    profile: profileOf(fields.profile.value),
    properties: kept === undefined ? data.properties : { ...data.properties, [KEPT_PROPERTY]: kept },
    time: event.time,
    value: numberOf(fields.value.value),
    value_currency: fields.currency.value,
  };
  const pointerInBody = (pointer: string) => pointerInEvent(pointer, { fields, data, kept });
  const read = checkPlain(candidate, pointerInBody);
  // A source has no spaces, so two pairs never give the same text. It can be longer than the unique_id of a plain event.
  return read.ok ? { ...read, plain: { ...read.plain, unique_id: `${event.source} ${event.id}` } } : read;
}

type FieldName = keyof typeof MAPPING_ATTRIBUTES;

/** The value of a field, and where the CloudEvent holds it. undefined: it holds none. */
interface Field {
  readonly value: JsonValue | undefined;
  readonly pointer: string;
}

type Fields = Readonly<Record<FieldName, Field>>;

function findFields(event: CloudEvent, data: EventData): Fields {
  const find = (name: FieldName, otherwise: Field) => mappedField(event, name, data) ?? otherwise;
  const absent = { value: undefined, pointer: "" };
  return {
    metric: find("metric", { value: event.type, pointer: "/type" }),
    profile: find("profile", { value: event.subject ?? undefined, pointer: "/subject" }),
    value: find("value", absent),
    currency: find("currency", absent),
  };
}

/** The field that a mapping attribute gives: its own value, or the value to which it leads in the data. */
function mappedField(event: CloudEvent, name: FieldName, data: EventData): Field | undefined {
  const mapping = event[MAPPING_ATTRIBUTES[name]];
  if (mapping == null) return undefined;
  if (!isPointer(mapping)) return { value: mapping, pointer: `/${MAPPING_ATTRIBUTES[name]}` };
  const pointer = jsonPointer(keysOfPointer(mapping));
  return { value: valueAt(data.value, mapping) ?? undefined, pointer: data.pointerTo(pointer) };
}

function isPointer(mapping: unknown): mapping is string {
  return typeof mapping === "string" && mapping.startsWith("/");
}

/** Problems of fields without which there is no event. */
function missingFields(event: CloudEvent, fields: Fields): EventProblem[] {
  const { metric, profile } = MAPPING_ATTRIBUTES;
  const noProfile = `The event names no profile. Set "subject" to an email, a phone number or your id of the person, or set "${profile}".`;
  return [
    ...(fields.metric.value === undefined ? [leadsNowhere(metric, event[metric])] : []),
    ...(fields.profile.value === undefined
      ? [isPointer(event[profile]) ? leadsNowhere(profile, event[profile]) : problemAt("/subject", noProfile)]
      : []),
  ];
}

/** Longest mapping that a message quotes, in characters. */
const MAX_QUOTED = 80;

function leadsNowhere(attribute: string, mapping: unknown): EventProblem {
  return problemAt(`/${attribute}`, `The data has no value at "${shorten(String(mapping), MAX_QUOTED)}".`);
}

function problemAt(pointer: string, message: string): EventProblem {
  return { rule: RULE, pointer, message };
}

/** The attributes with a value that give no field of the event; undefined if every attribute does. */
function keptAttributes(event: CloudEvent): JsonObject | undefined {
  const { type, subject, dataschema, datacontenttype: mediaType } = event;
  const kept = Object.entries({
    ...(event[MAPPING_ATTRIBUTES.metric] != null && { type }),
    ...(event[MAPPING_ATTRIBUTES.profile] != null && subject != null && { subject }),
    ...(dataschema != null && { dataschema }),
    ...(mediaType != null && !isJsonType(mediaType) && { datacontenttype: mediaType }),
  });
  const all = [...kept, ...extensionsOf(event as JsonObject)];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

function nameCollision({ value, pointerTo }: EventData, kept: JsonObject | undefined): EventProblem[] {
  if (kept === undefined || !isJsonObject(value) || !Object.hasOwn(value, KEPT_PROPERTY)) return [];
  const names = shorten(Object.keys(kept).join(", "), MAX_QUOTED);
  const message = `Rename this field: Flowhook keeps attributes of the event (${names}) in the property "${KEPT_PROPERTY}".`;
  return [problemAt(pointerTo(`/${KEPT_PROPERTY}`), message)];
}

interface Origin {
  readonly fields: Fields;
  readonly data: EventData;
  readonly kept: JsonObject | undefined;
}

/** Where a CloudEvent holds the part of its plain event that a pointer names. */
function pointerInEvent(pointer: string, { fields, data, kept }: Origin): string {
  const [field = "", ...rest] = keysOfPointer(pointer);
  const inside = pointer.slice(field.length + 1);
  switch (field) {
    case "metric":
      return fields.metric.pointer;
    case "profile":
      return isJsonObject(fields.profile.value) ? fields.profile.pointer + inside : fields.profile.pointer;
    case "properties":
      return kept !== undefined && rest[0] === KEPT_PROPERTY
        ? inside.slice(KEPT_PROPERTY.length + 1)
        : data.pointerToProperty(inside);
    case "value":
      return fields.value.pointer;
    case "value_currency":
      return fields.currency.pointer;
    default:
      return pointer;
  }
}
