// The variables of a template: the event and its profile, under the names of Klaviyo's templates. Profile tags:
// https://help.klaviyo.com/hc/en-us/articles/4408802648731. The names with $ are those of Klaviyo's Identify and Track
// APIs, and `$value_currency` is the key that Klaviyo's SDKs write.

import type { Event } from "#core/event/event.ts";
import type { Profile } from "#core/event/profile.ts";
import { type JsonObject, type JsonValue, ownProperty } from "#core/json.ts";

/** The data of one step of a run. */
export interface TemplateScope {
  /** `event`: the properties of the event that started the flow. */
  readonly event: JsonObject;
  /** `person`: the profile of the event. */
  readonly person: JsonObject;
  /** `organization`: the owner of this Flowhook, from its configuration. */
  readonly organization: JsonObject;
  /** The step's time, in milliseconds since 1970. `{% today %}` shows it even if the webhook is sent later. */
  readonly now: number;
  /** IANA name of the zone for dates; UTC if absent. */
  readonly timeZone?: string | undefined;
}

/**
 * The scope for an event. `event` has the event's properties; then `$value`, `$value_currency` and `$event_id` (the
 * sender's unique_id), unless a property has that name; and `extra` for `$extra`, as Klaviyo's tags have it.
 */
export function templateScope(
  event: Event,
  organization: JsonObject,
  now: number,
  timeZone?: string | undefined,
): TemplateScope {
  return { event: eventVariables(event), person: personVariables(event.profile), organization, now, timeZone };
}

function eventVariables({ properties, value, value_currency, unique_id }: Event): JsonObject {
  const extra = ownProperty(properties, "$extra");
  return {
    ...present({ extra, $value: value, $value_currency: value_currency, $event_id: unique_id }),
    ...properties,
  };
}

/** The profile's properties, overridden by its fields. An absent field hides no property. */
function personVariables(profile: Profile): JsonObject {
  const { properties, location, ...fields } = profile;
  return {
    ...properties,
    ...present({
      ...fields,
      id: profile.external_id ?? profile.id,
      KlaviyoID: profile.id,
      full_name: [profile.first_name, profile.last_name].filter(Boolean).join(" ") || undefined,
      $id: profile.external_id,
      $email: profile.email,
      $phone_number: profile.phone_number,
      $first_name: profile.first_name,
      $last_name: profile.last_name,
      $organization: profile.organization,
      $title: profile.title,
      $image: profile.image,
      $locale: profile.locale,
    }),
    ...(location ? locationVariables(location) : {}),
  };
}

function locationVariables(location: NonNullable<Profile["location"]>): JsonObject {
  return {
    location: present(location),
    ...present({
      City: location.city,
      Region: location.region,
      Country: location.country,
      Zipcode: location.zip,
      $address1: location.address1,
      $address2: location.address2,
      $city: location.city,
      $region: location.region,
      $country: location.country,
      $zip: location.zip,
      $latitude: location.latitude,
      $longitude: location.longitude,
      $timezone: location.timezone,
    }),
  };
}

/** The entries that have a value. */
function present(values: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const found: JsonObject = {};
  for (const name in values) {
    const value = values[name];
    if (value !== undefined && value !== null) found[name] = value;
  }
  return found;
}

/** The variable with the secrets. */
export const SECRETS = "secrets";

/**
 * Fields of the profile that are also variables themselves: the first three as in Klaviyo, the others because they
 * identify the profile.
 */
const SHORTCUTS = ["email", "first_name", "last_name", "phone_number", "external_id"] as const;

/** The first names of variables that every template may read. */
export const ROOTS: ReadonlySet<string> = new Set(["event", "person", "organization", ...SHORTCUTS]);

/** The variables of one message: with secrets for headers and the URL, without them for the body. */
export function messageVariables(scope: TemplateScope, secrets?: Readonly<Record<string, string>>): object {
  const { event, person, organization } = scope;
  return {
    event,
    person,
    organization,
    email: ownProperty(person, "email"),
    first_name: ownProperty(person, "first_name"),
    last_name: ownProperty(person, "last_name"),
    phone_number: ownProperty(person, "phone_number"),
    external_id: ownProperty(person, "external_id"),
    ...(secrets ? { [SECRETS]: secrets } : {}),
  };
}
