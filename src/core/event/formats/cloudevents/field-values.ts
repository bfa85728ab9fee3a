// Values of CloudEvents as fields of an event. Attributes have few types, so a text can be a number or identify a person.

import { ExactNumber } from "../../../exact-number.ts";
import type { JsonValue } from "../../../json.ts";

/** An email: one @ between texts without spaces, and a full stop in the domain. Other texts are ids of the sender. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** A phone number in E.164 format: https://www.itu.int/rec/T-REC-E.164 (at most 15 digits, the first not 0). */
const PHONE_NUMBER = /^\+[1-9]\d{1,14}$/;

/** A value as a profile: a text or a number identifies it. Any other value stays as it is, to be checked as a profile. */
export function profileOf(value: JsonValue | undefined): JsonValue | undefined {
  if (typeof value === "number" || value instanceof ExactNumber) return { external_id: String(value) };
  if (typeof value !== "string") return value;
  if (EMAIL.test(value)) return { email: value };
  return PHONE_NUMBER.test(value) ? { phone_number: value } : { external_id: value };
}

/** A number in JSON syntax. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A value as a number, if it is a number written as a text. Any other value stays as it is, to be checked. */
export function numberOf(value: JsonValue | undefined): JsonValue | undefined {
  return typeof value === "string" && NUMBER.test(value) ? Number(value) : value;
}
