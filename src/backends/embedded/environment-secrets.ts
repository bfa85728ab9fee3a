// Secrets of the embedded process: from its environment, as FLOWHOOK_SECRET_<NAME>.

import type { Secrets } from "#app/ports.ts";
import type { SigningSecret } from "#core/delivery/signature.ts";

const PREFIX = "FLOWHOOK_SECRET_";

/** The secrets of an environment: `{{ secrets.mailing_house }}` is FLOWHOOK_SECRET_MAILING_HOUSE. */
export function environmentSecrets(
  environment: Readonly<Record<string, string | undefined>>,
  signing: readonly SigningSecret[],
): Secrets {
  return {
    get: async (name) => environment[`${PREFIX}${name.toUpperCase()}`],
    signing: async () => signing,
  };
}
