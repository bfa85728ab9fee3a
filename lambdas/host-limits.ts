// The limits of hosts that the stack's settings say, as a function's environment holds them.

import type { HostLimits } from "#core/flow/host-limits.ts";
import { hostLimitsSchema } from "#core/flow/target-limits.ts";
import { parseJson } from "#core/parse-json.ts";

/** The limits that a text of JSON holds. Throws where they are none. */
export function hostLimits(json: string): HostLimits {
  return hostLimitsSchema.parse(parseJson(json));
}
