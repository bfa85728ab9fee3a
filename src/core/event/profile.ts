// The person or company that an event is about, as the event carried it.

import * as z from "zod";
import { jsonObject, plainNumber } from "./json-schema.ts";
import { MAX_IDENTIFIER_LENGTH } from "./limits.ts";

/** The fields that identify a profile, in the order of preference for the profile's key. */
export const PROFILE_IDENTIFIERS = ["id", "external_id", "email", "phone_number", "anonymous_id"] as const;

const text = z.string().nullish();
const identifier = z.string().max(MAX_IDENTIFIER_LENGTH).nullish();
const coordinate = z.union([plainNumber, z.string()]).nullish();

export const locationSchema = z.strictObject({
  address1: text.describe("First line of the street address."),
  address2: text.describe("Second line of the street address."),
  city: text.describe("City."),
  country: text.describe("Country, by name or code."),
  region: text.describe("Region within a country, such as a state or province."),
  zip: text.describe("Postal code."),
  latitude: coordinate.describe("In degrees."),
  longitude: coordinate.describe("In degrees."),
  timezone: text.describe("IANA zone name."),
  ip: text.describe("IP address."),
});

/** The fields of a profile, named as Klaviyo's API names them. */
export const profileSchema = z.strictObject({
  id: identifier.describe("The id of the profile in the customer platform, such as Klaviyo's."),
  external_id: identifier.describe("The id of this person in the sender's system."),
  email: identifier.describe("Email address; upper and lower case are the same."),
  phone_number: identifier.describe("In E.164 format."),
  anonymous_id: identifier.describe("The id of a person who is not known yet, such as that of a device."),
  first_name: text.describe("First name."),
  last_name: text.describe("Last name."),
  organization: text.describe("The company that the person works for."),
  title: text.describe("Job title."),
  locale: text.describe("IETF BCP 47 language tag."),
  image: text.describe("URL of a picture."),
  location: locationSchema.nullish().describe("Where the person lives."),
  properties: jsonObject.nullish().describe("Custom fields with any name."),
});

/** The profile of an event. At least one of PROFILE_IDENTIFIERS is set. */
export type Profile = z.infer<typeof profileSchema>;

/**
 * All identifiers of the profile in the order of PROFILE_IDENTIFIERS, each with its kind, so that an email never equals an
 * external id. Emails are compared case-insensitively, as in Klaviyo.
 */
export function profileIdentifiers(profile: Profile): string[] {
  return PROFILE_IDENTIFIERS.flatMap((kind) => {
    const value = profile[kind]?.trim();
    return value ? [`${kind}:${kind === "email" ? value.toLowerCase() : value}`] : [];
  });
}

/** Whether a profile has an identifier, given alone ("ada@shop.example") or with its kind ("email:ada@shop.example"). */
export function hasIdentifier(profile: Profile, asked: string): boolean {
  const text = asked.trim();
  return profileIdentifiers(profile).some((identifier) => {
    const wanted = identifier.startsWith("email:") ? text.toLowerCase() : text;
    return wanted === identifier || wanted === identifier.slice(identifier.indexOf(":") + 1);
  });
}

/** The profile's key: the first of its identifiers; undefined if it has no identifier. */
export function profileKey(profile: Profile): string | undefined {
  return profileIdentifiers(profile)[0];
}
