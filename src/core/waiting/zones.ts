// Whose clock a local time is read on. A profile's zone is what some other system wrote into an event, so it may be missing
// or be no zone at all; then the organization's stands in, and nothing ever fails for it.

import { Temporal } from "temporal-polyfill";

/** The zones that a run knows. */
export interface Zones {
  /** What the event's profile says in `location.timezone`: any text. */
  readonly profile?: string;
  /** The organization's zone: an IANA name, checked when it was set. */
  readonly organization: string;
}

/** What a flow says for "the zone of the profile"; Klaviyo's word, and its default. */
export const PROFILE_ZONE = "profile";

/** Letters, digits and signs of IANA names. Offsets such as "+02:00" are no zones: they know no summer time. */
const ZONE_NAME = /^[a-z][a-z0-9_+/-]{0,63}$/i;

/** Texts whose check is remembered: more than there are zones, so that only nonsense in events can drive one out. */
const MAX_REMEMBERED = 2_000;

const remembered = new Map<string, boolean>();

/** Whether a text is the IANA name of a zone that this runtime knows; "UTC" is one. Capital letters don't matter. */
export function isTimeZone(name: string): boolean {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  if (!ZONE_NAME.test(name)) return false;
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  const found = isReadable(name);
  remembered.set(name, found);
  return found;
}

/** Asks the library that will do the arithmetic: it refuses some ambiguous old names, such as "IST", that Intl takes. */
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
 * @param setting what the flow says: an IANA name or "profile"; absent means "profile". A name that the runtime no longer
 *   knows counts as a missing zone.
 */
export function zoneFor(setting: string | null | undefined, zones: Zones): string {
  const wanted = setting == null || setting === PROFILE_ZONE ? zones.profile : setting;
  return wanted !== undefined && isTimeZone(wanted) ? wanted : zones.organization;
}
