// The person of a call to Segment as a profile: https://segment.com/docs/connections/spec/identify/#traits. Senders may put any value
// into a trait, so a trait becomes a field of the profile only if it is a text. All other traits are custom fields.

import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import { jsonPointer, keysOfPointer } from "../../../problem.ts";

/** The fields of a profile for the traits that have one. */
const TRAITS = {
  email: "email",
  phone: "phone_number",
  firstName: "first_name",
  lastName: "last_name",
  title: "title",
  avatar: "image",
} as const;

/** The fields of a location for the members of the trait `address`. */
const ADDRESS = {
  street: "address1",
  city: "city",
  state: "region",
  postalCode: "zip",
  country: "country",
} as const;

/** The field of a profile for a member of the trait `company`. */
const COMPANY = { name: "organization" } as const;

/** The fields of a location for members of the context. */
const PLACE = { timezone: "timezone", ip: "ip" } as const;

/** The field of a profile for a member of the context. */
const LANGUAGE = { locale: "locale" } as const;

/** The parts of a call that identify and describe a person. */
export interface Person {
  readonly userId?: string | null | undefined;
  readonly anonymousId?: string | null | undefined;
  /** The context of the call. `traits`, if present, is an object. */
  readonly context?: JsonObject | null | undefined;
}

/** The profile of a person. Its fields are checked later. */
export function profileOfPerson({ userId, anonymousId, context }: Person): JsonObject {
  const { traits = null, ...around } = context ?? {};
  const { address = null, company = null, ...others } = isJsonObject(traits) ? traits : {};
  const [fields, custom] = rename(others, TRAITS);
  const [street, restOfAddress] = renameInside(address, ADDRESS);
  const [employer, restOfCompany] = renameInside(company, COMPANY);
  const [place] = rename(around, PLACE);
  const [language] = rename(around, LANGUAGE);
  return {
    ...(userId != null && { external_id: userId }),
    ...(anonymousId != null && { anonymous_id: anonymousId }),
    ...fields,
    ...employer,
    ...language,
    ...unlessEmpty("location", { ...street, ...place }),
    ...unlessEmpty("properties", {
      ...custom,
      ...(restOfAddress !== undefined && { address: restOfAddress }),
      ...(restOfCompany !== undefined && { company: restOfCompany }),
    }),
  };
}

type Names = Readonly<Record<string, string>>;

/** The members that are texts and have another name, by that name; and the other members. */
function rename(members: JsonObject, names: Names): [renamed: JsonObject, others: JsonObject] {
  const isRenamed = ([name, value]: [string, JsonValue]) => Object.hasOwn(names, name) && typeof value === "string";
  const entries = Object.entries(members);
  const renamed = entries.filter(isRenamed).map(([name, value]) => [names[name] ?? name, value] as const);
  const others = entries.filter((entry) => !isRenamed(entry));
  return [Object.fromEntries(renamed), Object.fromEntries(others)];
}

/** The same for the members of a trait. The rest is undefined if nothing is left of it. */
function renameInside(trait: JsonValue, names: Names): [renamed: JsonObject, rest: JsonValue | undefined] {
  if (!isJsonObject(trait)) return [{}, trait ?? undefined];
  const [renamed, others] = rename(trait, names);
  return [renamed, Object.keys(others).length === 0 ? undefined : others];
}

function unlessEmpty(name: string, members: JsonObject): JsonObject {
  return Object.keys(members).length === 0 ? {} : { [name]: members };
}

/** Where a call holds each part of the profile, except custom fields. */
const PLACES: Readonly<Record<string, string>> = {
  "/external_id": "/userId",
  "/anonymous_id": "/anonymousId",
  ...placesOf(LANGUAGE, "", "/context"),
  ...placesOf(TRAITS, "", "/context/traits"),
  ...placesOf(COMPANY, "", "/context/traits/company"),
  ...placesOf(ADDRESS, "/location", "/context/traits/address"),
  ...placesOf(PLACE, "/location", "/context"),
};

function placesOf(names: Names, inProfile: string, inCall: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).map(([name, field]) => [`${inProfile}/${field}`, `${inCall}/${name}`]),
  );
}

/** Where a call holds the part of its profile that a pointer names. */
export function pointerToPerson(pointer: string): string {
  const [first, ...inside] = keysOfPointer(pointer);
  return first === "properties" ? jsonPointer(["context", "traits", ...inside]) : (PLACES[pointer] ?? "");
}
