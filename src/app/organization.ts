// Whose Flowhook it is, as templates see it.

import type { JsonObject } from "#core/json.ts";

/** What rendering needs to know of the organization. */
export interface Organization {
  /** What templates read as `organization`. */
  readonly organization: JsonObject;
  /** IANA name of the zone that dates are shown in which name none themselves. */
  readonly organizationZone: string;
}
