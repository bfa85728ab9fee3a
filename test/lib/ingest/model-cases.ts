// Bodies of one event in every format that has a model, each with the verdicts of the model (400 before the event is stored) and of
// the parser (the events dead letters after the 202). Where the two differ, the row says why: the model may accept more, never less.

import type { EventFormatName } from "#core/event/formats/event-format.ts";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import {
  MAX_DEPTH,
  MAX_IDENTIFIER_LENGTH,
  MAX_METRIC_LENGTH,
  MAX_PROPERTIES,
  MAX_STRING_BYTES,
} from "#core/event/limits.ts";

/** The formats that API Gateway checks by a model. */
export const MODELLED_FORMATS: readonly EventFormatName[] = [
  ...new Set(
    INGEST_ROUTES.filter(({ onAws }) => onAws === "queue").flatMap(({ bodies }) => bodies.map((one) => one.format)),
  ),
];

/** The time at which the events of the rows are received. */
export const RECEIVED_AT = Date.parse("2026-11-24T09:00:00Z");

/** A field of an event that the rows change. */
export type Field = "metric" | "profile" | "email" | "properties" | "time" | "value" | "value_currency" | "unique_id";

/** An event in a format, and where the format holds the fields. A field that it has no place for is absent. */
interface FormatSample {
  readonly event: object;
  readonly places: Readonly<Partial<Record<Field | "backfill" | "location" | "profile_properties", string>>>;
  /** Rows of the format's own fields. */
  readonly ownCases?: readonly (readonly [place: string, value: unknown, verdict: Verdict])[];
}

const person = { email: "ada@customer.example", first_name: "Ada" };
const fields = {
  properties: { OrderId: "1" },
  time: "2026-11-24T08:00:00Z",
  value: 12.5,
  value_currency: "EUR",
  unique_id: "1",
};

const KLAVIYO = "/data/attributes";
const KLAVIYO_PROFILE = `${KLAVIYO}/profile/data/attributes`;

/** The sample of each format with a model; a test fails if one is missing. */
export const FORMAT_SAMPLES: Partial<Record<EventFormatName, FormatSample>> = {
  plain: {
    event: { metric: "Placed Order", profile: person, ...fields },
    places: {
      metric: "/metric",
      profile: "/profile",
      email: "/profile/email",
      properties: "/properties",
      time: "/time",
      value: "/value",
      value_currency: "/value_currency",
      unique_id: "/unique_id",
      backfill: "/backfill",
      location: "/profile/location",
      profile_properties: "/profile/properties",
    },
  },
  klaviyo: {
    event: {
      data: {
        type: "event",
        attributes: {
          ...fields,
          metric: { data: { type: "metric", attributes: { name: "Placed Order" } } },
          profile: { data: { type: "profile", attributes: person } },
        },
      },
    },
    places: {
      ...{
        metric: `${KLAVIYO}/metric/data/attributes/name`,
        profile: KLAVIYO_PROFILE,
        email: `${KLAVIYO_PROFILE}/email`,
      },
      properties: `${KLAVIYO}/properties`,
      time: `${KLAVIYO}/time`,
      value: `${KLAVIYO}/value`,
      ...{
        value_currency: `${KLAVIYO}/value_currency`,
        unique_id: `${KLAVIYO}/unique_id`,
        backfill: `${KLAVIYO}/backfill`,
      },
      location: `${KLAVIYO_PROFILE}/location`,
      profile_properties: `${KLAVIYO_PROFILE}/properties`,
    },
  },
  cloudevents: {
    event: {
      ...{ specversion: "1.0", type: "Placed Order", source: "/shop", id: "1", subject: "ada@customer.example" },
      ...{ time: "2026-11-24T08:00:00Z", data: { OrderId: "1" } },
    },
    places: { time: "/time" },
    ownCases: [
      ["/specversion", "0.3", "refused"],
      ["/specversion", undefined, "refused"],
      ["/type", 1, "refused"],
      ["/type", "", "refused"],
      ["/type", "t".repeat(MAX_METRIC_LENGTH + 1), "CloudEvents"],
      ["/source", "/a b", "refused"],
      ["/source", "s".repeat(MAX_IDENTIFIER_LENGTH + 1), "refused"],
      ["/id", "", "refused"],
      ["/id", undefined, "refused"],
      ["/id", "i".repeat(MAX_IDENTIFIER_LENGTH + 1), "refused"],
      ["/subject", 1, "refused"],
      ["/subject", undefined, "CloudEvents"],
      ["/subject", " ", "a combination of fields"],
      ["/data", undefined, "accepted"],
      ["/data", [1], "accepted"],
      ["/data", "text", "accepted"],
      ["/data_base64", 1, "refused"],
      ["/data_base64", "e30=", "CloudEvents"],
      ["/tenant", "eu", "accepted"],
      ["/tenant", 1, "accepted"],
      ["/tenant", {}, "CloudEvents"],
      ["/flowhookmetric", "Checkout", "accepted"],
      ["/flowhookmetric", "/nothing", "CloudEvents"],
      ["/flowhookprofile", 7, "accepted"],
      ["/flowhookvalue", true, "refused"],
      ["/flowhookprofil", "x", "CloudEvents"],
    ],
  },
};

/** Why the model accepts a body that the parser refuses. */
export const DIFFERENCES = {
  "a combination of fields":
    "An event needs one of several identifiers, which is not empty. A model checks each field alone.",
  "range of times": "The latest time of an event depends on the time of its receipt, and the earliest is no pattern.",
  "depth and size":
    "A model lets properties be any object. Their depth, number and bytes are checked as they are read.",
  "range of numbers": "A number in JSON can be larger than the largest double.",
  CloudEvents:
    "A model checks no names of extension attributes, and `flowhook…` attributes replace others and lead into the data.",
  "I-JSON":
    "A model checks the values of a body. A second field of the same name and half of a surrogate pair are in its text.",
} as const;

export type Difference = keyof typeof DIFFERENCES;

/** The verdict on a row: both accept, both refuse, or only the parser refuses, for this reason. */
export type Verdict = "accepted" | "refused" | Difference;

/** A value that replaces a field; undefined removes it. JSON text is written as it is. */
export type FieldCase = readonly [field: keyof FormatSample["places"], value: unknown, verdict: Verdict];

/** A value in JSON text, for numbers and texts that JSON.stringify does not write. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const nested = (depth: number) => ({ a: new RawJson(`${"[".repeat(depth)}${"]".repeat(depth)}`) });
const emoji = (count: number) => "😀".repeat(count);

/** The rows of fields, for each format that has the field. */
export const FIELD_CASES: readonly FieldCase[] = [
  ["metric", "m".repeat(MAX_METRIC_LENGTH), "accepted"],
  ["metric", "m".repeat(MAX_METRIC_LENGTH + 1), "refused"],
  ["metric", emoji(MAX_METRIC_LENGTH), "accepted"],
  ["metric", emoji(MAX_METRIC_LENGTH + 1), "refused"],
  ["metric", "", "refused"],
  ["metric", " ", "accepted"],
  ["metric", "a\nb", "accepted"],
  ["metric", 1, "refused"],
  ["metric", null, "refused"],
  ["metric", undefined, "refused"],
  ["profile", undefined, "refused"],
  ["profile", null, "refused"],
  ["profile", [], "refused"],
  ["profile", "ada@customer.example", "refused"],
  ["profile", {}, "a combination of fields"],
  ["profile", { first_name: "Ada" }, "a combination of fields"],
  ["profile", { email: null }, "a combination of fields"],
  ["profile", { email: " " }, "a combination of fields"],
  ["profile", { phone_number: "+43660000000" }, "accepted"],
  ["profile", { external_id: "1", anonymous_id: "2" }, "accepted"],
  ["profile", { emial: "ada@customer.example" }, "refused"],
  ["profile", new RawJson('{"email":"ada@customer.example","__proto__":{}}'), "refused"],
  ["profile", { email: "ada@customer.example", first_name: 1 }, "refused"],
  ["email", "e".repeat(MAX_IDENTIFIER_LENGTH), "accepted"],
  ["email", "e".repeat(MAX_IDENTIFIER_LENGTH + 1), "refused"],
  ["email", emoji(MAX_IDENTIFIER_LENGTH), "accepted"],
  ["email", "no address", "accepted"],
  ["email", 1, "refused"],
  ["location", { city: "Wien", latitude: 48.2, longitude: "16.3" }, "accepted"],
  ["location", { latitude: null }, "accepted"],
  ["location", null, "accepted"],
  ["location", { latitude: true }, "refused"],
  ["location", { town: "Wien" }, "refused"],
  ["location", { latitude: new RawJson("1e400") }, "range of numbers"],
  ["profile_properties", { any: [1, { b: null }] }, "accepted"],
  ["profile_properties", null, "accepted"],
  ["profile_properties", [], "refused"],
  ["properties", {}, "accepted"],
  ["properties", { a: null, b: [true, { c: 1.5 }], "": "empty", $ref: "#", constructor: 1 }, "accepted"],
  ["properties", new RawJson('{"__proto__":{"a":1}}'), "accepted"],
  ["properties", { a: new RawJson("12345678901234567890123") }, "accepted"],
  ["properties", { a: new RawJson("1e400") }, "accepted"],
  ["properties", { a: new RawJson('"\\ud83d\\ude00"') }, "accepted"],
  ["properties", { a: new RawJson('"\\ud83d"') }, "I-JSON"],
  ["properties", new RawJson('{"a":1,"a":2}'), "I-JSON"],
  ["properties", nested(MAX_DEPTH - 1), "accepted"],
  ["properties", nested(MAX_DEPTH + 1), "depth and size"],
  ["properties", { a: "x".repeat(MAX_STRING_BYTES) }, "accepted"],
  ["properties", { a: "x".repeat(MAX_STRING_BYTES + 1) }, "depth and size"],
  [
    "properties",
    Object.fromEntries(Array.from({ length: MAX_PROPERTIES + 1 }, (_, index) => [`p${index}`, 1])),
    "depth and size",
  ],
  ["properties", [], "refused"],
  ["properties", "text", "refused"],
  ["properties", null, "refused"],
  ["time", undefined, "accepted"],
  ["time", null, "accepted"],
  ["time", "2026-11-24T10:00:00+02:00", "accepted"],
  ["time", "2026-11-24T08:00:00.123456789Z", "accepted"],
  ["time", "2024-02-29T00:00:00Z", "accepted"],
  ["time", "2025-02-29T00:00:00Z", "refused"],
  ["time", "2026-02-30T10:00:00Z", "refused"],
  ["time", "2026-13-01T10:00:00Z", "refused"],
  ["time", "2026-11-24T24:00:00Z", "refused"],
  ["time", "2026-11-24T10:00:00", "refused"],
  ["time", "2026-11-24 10:00:00Z", "refused"],
  ["time", "2026-11-24T10:00:00z", "refused"],
  ["time", "2026-11-24T10:00:00Z\n", "refused"],
  ["time", "2026-11-24", "refused"],
  ["time", "tomorrow", "refused"],
  ["time", "", "refused"],
  ["time", 1_800_000_000, "refused"],
  ["time", "1990-12-31T23:59:59Z", "range of times"],
  ["time", "2028-01-01T00:00:00Z", "range of times"],
  ["value", undefined, "accepted"],
  ["value", null, "accepted"],
  ["value", 0, "accepted"],
  ["value", -1.5, "accepted"],
  ["value", new RawJson("1.0"), "accepted"],
  ["value", new RawJson("12345678901234567890.123"), "accepted"],
  ["value", new RawJson("1e400"), "range of numbers"],
  ["value", "12", "refused"],
  ["value", true, "refused"],
  ["value", [], "refused"],
  ["value_currency", null, "accepted"],
  ["value_currency", "eur", "refused"],
  ["value_currency", "EURO", "refused"],
  ["value_currency", "EUR\n", "refused"],
  ["value_currency", "ÄUR", "refused"],
  ["value_currency", "", "refused"],
  ["unique_id", null, "accepted"],
  ["unique_id", "u".repeat(MAX_IDENTIFIER_LENGTH), "accepted"],
  ["unique_id", "u".repeat(MAX_IDENTIFIER_LENGTH + 1), "refused"],
  ["unique_id", emoji(MAX_IDENTIFIER_LENGTH), "accepted"],
  ["unique_id", emoji(MAX_IDENTIFIER_LENGTH + 1), "refused"],
  ["unique_id", "", "refused"],
  ["unique_id", 1, "refused"],
  ["backfill", true, "accepted"],
  ["backfill", null, "accepted"],
  ["backfill", "true", "refused"],
  ["backfill", 1, "refused"],
];

/** Whole bodies, which every format refuses. */
export const WHOLE_CASES: readonly string[] = [
  "null",
  "[]",
  "{}",
  "1",
  '"text"',
  "true",
  "",
  "{",
  "{}{}",
  "NaN",
  '{"a":1,}',
];
