// A CloudEvent as JSON: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md

import * as z from "zod";
import { ExactNumber } from "../../../exact-number.ts";
import type { JsonObject, JsonValue } from "../../../json.ts";
import { didYouMean } from "../../../nearest-name.ts";
import { jsonPointer } from "../../../problem.ts";
import { MAX_IDENTIFIER_LENGTH } from "../../limits.ts";
import type { EventProblem } from "../event-format.ts";

/** The only version of the specification with this format; the versions before it were drafts. */
const SPEC_VERSION = "1.0";

const text = z.string().min(1);
const identifier = text.max(MAX_IDENTIFIER_LENGTH);

/** The attributes by which a sender says which fields of an event its data holds. */
export const MAPPING_ATTRIBUTES = {
  metric: "flowhookmetric",
  profile: "flowhookprofile",
  value: "flowhookvalue",
  currency: "flowhookcurrency",
} as const;

const mapping = (field: string) =>
  z
    .union([text, z.number()])
    .nullish()
    .describe(`${field}: the value itself, or a JSON pointer into the data, which begins with "/".`);

/** One CloudEvent. The names of its other attributes, and their values, are checked by `attributeProblems`. */
export const cloudEventSchema = z
  .looseObject({
    specversion: z.literal(SPEC_VERSION),
    id: identifier.describe("With the source, the unique_id of the event."),
    source: identifier
      .regex(/^\S+$/, "must be a URI reference, which has no spaces")
      .describe("The system in which it happened, as a URI reference."),
    type: text.describe("The metric, unless flowhookmetric gives another."),
    subject: text.nullish().describe("The email, phone number or external id of the profile."),
    time: z.iso.datetime({ offset: true }).nullish().describe("When it happened; without it, when it was received."),
    datacontenttype: text.nullish().describe("The media type of the data; JSON if it is missing."),
    dataschema: text.nullish(),
    data: z.unknown().optional().describe("The properties of the event."),
    data_base64: z.string().nullish().describe("Data as base64, instead of `data`."),
    [MAPPING_ATTRIBUTES.metric]: mapping("The metric"),
    [MAPPING_ATTRIBUTES.profile]: mapping("The profile, or its email, phone number or external id"),
    [MAPPING_ATTRIBUTES.value]: mapping("The value"),
    [MAPPING_ATTRIBUTES.currency]: mapping("The currency of the value"),
  })
  .describe("A CloudEvent of version 1.0.");

/** One CloudEvent, as parsed. */
export type CloudEvent = z.infer<typeof cloudEventSchema>;

/** The members of a CloudEvent that are not extension attributes. */
const KNOWN: readonly string[] = Object.keys(cloudEventSchema.shape);

/** The prefix of the names that are reserved for Flowhook's own extension attributes. */
const OWN_PREFIX = "flowhook";

/** "MUST consist of lower-case letters [a-z] or digits [0-9]" (section "Naming Conventions" of the specification). */
const ATTRIBUTE_NAME = /^[a-z0-9]+$/;

/** The extension attributes of an event that have a value. */
export function extensionsOf(event: JsonObject): [name: string, value: JsonValue][] {
  return Object.entries(event).filter(([name, value]) => value !== null && !KNOWN.includes(name));
}

/** Problems with the names and values of the extension attributes. */
export function attributeProblems(event: JsonObject): EventProblem[] {
  return extensionsOf(event).flatMap(([name, value]) => {
    const message = nameProblem(name) ?? valueProblem(value);
    return message === undefined ? [] : [{ rule: "event-invalid" as const, pointer: jsonPointer([name]), message }];
  });
}

function nameProblem(name: string): string | undefined {
  if (name.startsWith(OWN_PREFIX)) {
    const own = Object.values(MAPPING_ATTRIBUTES);
    return `Flowhook has no such attribute.${didYouMean(name, own, `It has ${own.join(", ")}.`)}`;
  }
  if (ATTRIBUTE_NAME.test(name)) return undefined;
  return `The name of an attribute has only lower-case letters and digits.${didYouMean(name, KNOWN)}`;
}

function valueProblem(value: JsonValue): string | undefined {
  if (typeof value !== "object" || value instanceof ExactNumber) return undefined;
  return 'The value of an attribute must be a text, a number, true or false. Put objects and lists into "data".';
}
