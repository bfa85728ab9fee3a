// A track call, as Segment's HTTP API takes it: https://segment.com/docs/connections/spec/track/. Segment has no fixed set of fields, so
// fields that Flowhook does not use are accepted.

import * as z from "zod";
import { ExactNumber } from "../../../exact-number.ts";
import { type JsonObject, type JsonValue, ownProperty } from "../../../json.ts";
import { problemsOfZod } from "../../../problems-of-zod.ts";
import { jsonObject } from "../../json-schema.ts";
import { MAX_IDENTIFIER_LENGTH } from "../../limits.ts";
import { PROFILE_IDENTIFIERS } from "../../profile.ts";
import { checkPlain } from "../check-plain.ts";
import type { EventFormat, ReadBody } from "../event-format.ts";
import { plainEventSchema } from "../plain/plain-event.ts";
import { pointerToPerson, profileOfPerson } from "./segment-person.ts";

const { metric, time, unique_id } = plainEventSchema.shape;

const userId = z.string().max(MAX_IDENTIFIER_LENGTH).nullish();

/** One track call. */
export const trackSchema = z
  .looseObject({
    type: z.literal("track"),
    event: metric.describe("The metric."),
    userId: userId.describe("The external id of the profile."),
    anonymousId: userId.describe("The anonymous id of the profile."),
    messageId: unique_id.describe("The unique_id."),
    timestamp: time.describe("When it happened; without it, `originalTimestamp`, or when it was received."),
    originalTimestamp: time.describe("When it happened, by the clock of the sender."),
    properties: jsonObject.nullish().describe("The properties of the event. `revenue` or `value` is the value."),
    context: z
      .looseObject({ traits: jsonObject.nullish().describe("The fields of the profile.") })
      .nullish()
      .describe("Data around the call."),
  })
  .describe("A track call, as Segment's HTTP API takes it.");

type Track = z.infer<typeof trackSchema>;

/** The format of track calls. */
export const segmentFormat: EventFormat = { schema: trackSchema, read };

const NO_PERSON =
  'The call names no person. Set "userId" or "anonymousId", or "email" or "phone" in the traits of its context.';

function read(body: unknown): ReadBody {
  const parsed = trackSchema.safeParse(body);
  if (!parsed.success) {
    return { ok: false, problems: problemsOfZod(parsed.error, "event-invalid", body, trackSchema) };
  }
  const call = parsed.data;
  const profile = profileOfPerson({ ...call, context: call.context as JsonObject | null | undefined });
  if (!PROFILE_IDENTIFIERS.some((kind) => isIdentifier(profile[kind]))) {
    return { ok: false, problems: [{ rule: "event-invalid", pointer: "/userId", message: NO_PERSON }] };
  }
  const candidate = {
    metric: call.event,
    profile,
    properties: call.properties ?? {},
    time: call.timestamp ?? call.originalTimestamp,
    unique_id: call.messageId,
    ...amountOf(call.properties ?? {}),
  };
  return checkPlain(candidate, (pointer) => pointerInCall(pointer, call));
}

function isIdentifier(value: JsonValue | undefined): boolean {
  return typeof value === "string" && value.trim() !== "";
}

/** `revenue` is an amount of money, `value` any other number: https://segment.com/docs/connections/spec/track/#properties */
function amountOf(properties: JsonObject): { value?: JsonValue; value_currency?: JsonValue } {
  const value = [ownProperty(properties, "revenue"), ownProperty(properties, "value")].find(isUsable);
  const currency = ownProperty(properties, "currency");
  if (value === undefined) return {};
  return { value, ...(typeof currency === "string" && CURRENCY.test(currency) && { value_currency: currency }) };
}

const CURRENCY = /^[A-Z]{3}$/;

/** Whether a value is a number that a double holds, at least nearly. */
function isUsable(value: JsonValue | undefined): boolean {
  return typeof value === "number" || (value instanceof ExactNumber && Number.isFinite(value.double));
}

const PROFILE = "/profile";

const PLACES: Readonly<Record<string, string>> = { "/metric": "/event", "/unique_id": "/messageId" };

/** Where a call holds the part of its plain event that a pointer names. */
function pointerInCall(pointer: string, { timestamp }: Track): string {
  if (pointer.startsWith(`${PROFILE}/`)) return pointerToPerson(pointer.slice(PROFILE.length));
  if (pointer === "/time") return timestamp == null ? "/originalTimestamp" : "/timestamp";
  return PLACES[pointer] ?? pointer;
}
