// The mapping of a source: templates that make an event of a request. A text with templates gives a text; a text that is one
// single output, such as "{{ body.total }}", gives its value with its type.

import * as z from "zod";
import { jsonObject } from "../event/json-schema.ts";
import { MAX_METRIC_LENGTH } from "../event/limits.ts";
import { locationSchema, profileSchema } from "../event/profile.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

const template = z.string();
const scalar = z.union([template, z.number(), z.null()]);

/** The fields of an object of the event, each a template. */
function templates<Fields extends string>(shape: Readonly<Record<Fields, unknown>>) {
  // Object.keys returns strings; the keys of a constant object are known.
  const names = Object.keys(shape) as Fields[];
  return Object.fromEntries(names.map((name) => [name, scalar.optional()])) as Record<
    Fields,
    z.ZodOptional<typeof scalar>
  >;
}

const { location: _location, properties: _properties, ...profileFields } = profileSchema.shape;

const profileMappingSchema = z.strictObject({
  ...templates(profileFields),
  location: z.union([template, z.strictObject(templates(locationSchema.shape)), z.null()]).optional(),
  properties: z.union([template, jsonObject, z.null()]).optional(),
});

/** The mapping in a source file. A field that it leaves out is the kind's own. */
export const mappingSchema = z.strictObject({
  topic: template.optional().describe("The subject of the request, such as orders/create: the key of `metrics`."),
  when: template
    .optional()
    .describe("A request for which this is false, null or blank is acknowledged and makes no event."),
  metrics: z
    .record(z.string(), z.string().min(1).max(MAX_METRIC_LENGTH).nullable())
    .optional()
    .describe(
      "The metric of each topic, in addition to those of the kind; null: requests of this topic make no event.",
    ),
  metric: template.optional().describe("The metric of the topics that `metrics` does not have; blank: no event."),
  profile: z.union([template, profileMappingSchema]).optional().describe("The profile of the event."),
  properties: z.union([template, jsonObject]).optional().describe("The data of the event; default: the whole body."),
  time: scalar.optional().describe("When it happened: a time with a zone, or Unix time in seconds or milliseconds."),
  value: scalar.optional().describe("A number that belongs to the event, such as the value of an order."),
  value_currency: scalar.optional().describe("ISO 4217 code of the value."),
  unique_id: scalar.optional().describe("The id of this event; sent twice for one profile and metric, it counts once."),
});

/** The mapping of a source. */
export type Mapping = z.infer<typeof mappingSchema>;

/**
 * The mapping of a kind, changed by that of a source: a field of the source replaces the kind's. `metrics` and the fields of
 * `profile` are replaced one by one.
 */
export function mergeMappings(ofKind: Mapping, ofSource: Mapping): Mapping {
  const { metrics, profile } = ofSource;
  return {
    ...ofKind,
    ...ofSource,
    ...(metrics === undefined ? {} : { metrics: { ...ofKind.metrics, ...metrics } }),
    ...(isObject(profile) && isObject(ofKind.profile) ? { profile: { ...ofKind.profile, ...profile } } : {}),
  };
}

function isObject<Value>(value: Value | string | undefined): value is Value {
  return typeof value === "object";
}

/** The part of a mapping that becomes the event, as JSON whose texts are templates. */
export function eventTemplates({ topic, when, metrics, metric, ...fields }: Mapping): JsonObject {
  return present({ properties: "{{ body }}", ...fields });
}

/** A copy without absent fields, at every depth. */
function present(object: object): JsonObject {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]: [string, JsonValue]) => [key, isJsonObject(value) ? present(value) : value]),
  );
}
