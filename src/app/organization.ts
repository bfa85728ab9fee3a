// The organization, as templates see it.

import type { JsonObject } from "#core/json.ts";

/** The organization's values for rendering. */
export interface Organization {
  /** The value of `organization` in templates. */
  readonly organization: JsonObject;
  /** The IANA name of the time zone for dates that name no zone. */
  readonly organizationZone: string;
}
