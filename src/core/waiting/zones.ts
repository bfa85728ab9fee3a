// Chooses the time zone of a local time. Another system wrote the profile's zone into the event, so it may be missing or invalid;
// then the zone of the organization is used, and nothing fails.

import { Temporal } from "temporal-polyfill";

/** The zones of a run. */
export interface Zones {
  /** The text in the profile's `location.timezone`. */
  readonly profile?: string;
  /** The zone of the organization: an IANA name, checked when it was set. */
  readonly organization: string;
}

/** The setting in flows for the zone of the profile: Klaviyo's word, and the default. */
export const PROFILE_ZONE = "profile";

/** Letters, digits and signs of IANA names. Offsets such as "+02:00" are not zones, because they have no summer time. */
const ZONE_NAME = /^[a-z][a-z0-9_+/-]{0,63}$/i;

/** Number of texts whose check is cached: more than there are zones, so that only invalid texts in events evict one. */
const MAX_REMEMBERED = 2_000;

const remembered = new Map<string, boolean>();

/** Whether a text is the IANA name of a zone that this runtime knows, such as "UTC". The case of letters does not matter. */
export function isTimeZone(name: string): boolean {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (!ZONE_NAME.test(name)) return false;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const found = isReadable(name);
  remembered.set(name, found);
  return found;
}

/** Checks with the library that does the arithmetic: it refuses some ambiguous old names, such as "IST", that Intl accepts. */
function isReadable(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The zone of a delay or date.
 * @param setting the setting in the flow: an IANA name or "profile"; absent means "profile". A name that the runtime no longer
 *   knows counts as a missing zone.
 */
export function zoneFor(setting: string | null | undefined, zones: Zones): string {
  const wanted = setting == null || setting === PROFILE_ZONE ? zones.profile : setting;
  return wanted !== undefined && isTimeZone(wanted) ? wanted : zones.organization;
}
