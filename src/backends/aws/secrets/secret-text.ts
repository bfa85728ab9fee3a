// A secret that is one text, such as a key that callers present, cached for a minute.

import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Now } from "#app/ports.ts";
import { MINUTE_MS, SECOND_MS } from "#core/time.ts";
import { KeptValue } from "./kept-value.ts";

/** How long the text is cached, in milliseconds. */
const KEPT_MS = MINUTE_MS;

/** The same for a caller that presents another text: the secret may have been rotated. */
const CHANGED_KEPT_MS = 5 * SECOND_MS;

/** A secret text that callers' texts are compared with. */
export class SecretText {
  readonly #kept: KeptValue<string>;

  constructor(client: SecretsManagerClient, arn: string, now: Now) {
    this.#kept = new KeptValue(async () => {
      const { SecretString: value } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
      if (!value) throw new Error(`${arn} has no value`);
      return value;
    }, now);
  }

  /**
   * Returns whether a text is the secret, by `equal`. A rotated secret is accepted within seconds, and its old value for at most
   * a minute. Rejects if Secrets Manager fails, whatever the text.
   */
  async is(text: string, equal: (one: string, other: string) => boolean): Promise<boolean> {
    return equal(text, await this.#kept.get(KEPT_MS)) || equal(text, await this.#kept.get(CHANGED_KEPT_MS));
  }
}
