// Secrets for tests that test something else: values that may be sent to any host, and signing secrets.

import type { Secrets } from "#app/delivery/sending-ports.ts";
import type { SigningSecret } from "#core/delivery/signature.ts";
import { ANY_HOST } from "#core/target/secret-hosts.ts";

/** Secrets of these values; others are missing. */
export function plainSecrets(
  lookUp: (name: string) => string | undefined = () => undefined,
  signing: readonly SigningSecret[] = [],
): Secrets {
  return {
    async get(name) {
      const value = lookUp(name);
      if (value !== undefined) return { ok: true, value, hosts: ANY_HOST, showAnswers: true };
      return { ok: false, reason: "secret-missing", detail: `There is no secret named "${name}".` };
    },
    signing: async () => ({ ok: true, secrets: signing }),
  };
}
