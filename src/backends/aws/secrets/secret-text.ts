// A secret that is one text, such as a key that callers present: kept for a minute, so that asking costs no call.

import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Now } from "#app/ports.ts";
import { MINUTE_MS, SECOND_MS } from "#core/time.ts";
import { KeptValue } from "./kept-value.ts";

/** How long the text is used before it is read again, in milliseconds. */
const KEPT_MS = MINUTE_MS;

/** The same for a caller whose text is another: the secret may have just been changed. */
const CHANGED_KEPT_MS = 5 * SECOND_MS;

/** A secret's text, to compare with. */
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
   * Whether a text is the secret, by `equal`. A changed secret is seen within seconds, its old value is taken for a
   * minute at most. Rejects when Secrets Manager can't be had, whatever the text.
   */
  async is(text: string, equal: (one: string, other: string) => boolean): Promise<boolean> {
    return equal(text, await this.#kept.get(KEPT_MS)) || equal(text, await this.#kept.get(CHANGED_KEPT_MS));
  }
}
