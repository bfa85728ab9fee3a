// Secrets in AWS Secrets Manager, cached for a few minutes, so that deliveries need no call and changes are noticed soon.

import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import type { SecretFault, Secrets, SigningSecrets, TargetSecret } from "#app/delivery/sending-ports.ts";
import type { Now } from "#app/ports.ts";
import { parseSigningSecret, parseSigningSecrets } from "#core/delivery/signature.ts";
import { DAY_MS, MINUTE_MS, SECOND_MS } from "#core/time.ts";
import { KeptValue } from "./kept-value.ts";
import { type NamedSecrets, namedSecrets } from "./named-secrets.ts";

/** The sources of the secrets. */
interface SecretSources {
  readonly client: SecretsManagerClient;
  /** A JSON object of secrets by their names (named-secrets.ts), which templates read as `secrets.name`. */
  readonly targetSecretsArn: string;
  /** The signing secret of flows that name none: base64, with or without `whsec_`. Absent in a function that signs nothing. */
  readonly signingSecretArn?: string;
  readonly now: Now;
}

/** How long secrets are cached, in milliseconds. */
const KEPT_MS = 5 * MINUTE_MS;

/** The same for missing and invalid secrets. */
const FAULT_KEPT_MS = 30 * SECOND_MS;

/** The limit on cached signing secrets, more than a stack has. */
const REMEMBERED = 1_000;

/** How long after a rotation webhooks are also signed with the previous secret, in milliseconds. */
const ROTATION_MS = DAY_MS;

/** The secrets of a stack. Every method rejects if Secrets Manager fails. */
export class SecretsManagerSecrets implements Secrets {
  readonly #sources: SecretSources;
  readonly #named: KeptValue<NamedSecrets>;
  readonly #usual: KeptValue<SigningSecrets | SecretFault>;

  constructor(sources: SecretSources) {
    this.#sources = sources;
    this.#named = new KeptValue(() => this.#readNamed(), sources.now);
    this.#usual = new KeptValue(() => this.#readUsual(), sources.now);
  }

  async get(name: string, since?: number): Promise<TargetSecret | SecretFault> {
    const found = await this.#find(this.#named, (named) => named.target(name), since);
    return found ?? missing("secret", name);
  }

  async signing(name?: string, since?: number): Promise<SigningSecrets | SecretFault> {
    if (name === undefined) return this.#find(this.#usual, (usual) => usual, since);
    const found = await this.#find(this.#named, (named) => named.signing(name), since);
    return found ?? missing("signing secret", name);
  }

  /** A missing or invalid secret may have just been corrected, so it is read again sooner. */
  async #find<Kept, Found extends { ok: boolean } | undefined>(
    kept: KeptValue<Kept>,
    look: (kept: Kept) => Found,
    since: number | undefined,
  ): Promise<Found> {
    const age = this.#age(since);
    const found = look(await kept.get(age));
    return found?.ok ? found : look(await kept.get(Math.min(age, FAULT_KEPT_MS)));
  }

  /** Returns the age that cached secrets may have, in milliseconds; at least 1, so that secrets read in this millisecond are reused. */
  #age(since: number | undefined): number {
    return since === undefined ? KEPT_MS : Math.min(KEPT_MS, Math.max(1, this.#sources.now() - since + 1));
  }

  async #readNamed(): Promise<NamedSecrets> {
    const read = await readSecret(this.#sources.client, this.#sources.targetSecretsArn, "AWSCURRENT");
    return namedSecrets(read?.value, this.#parseSigning);
  }

  async #readUsual(): Promise<SigningSecrets | SecretFault> {
    const { client, signingSecretArn, now } = this.#sources;
    if (signingSecretArn === undefined) throw new Error("This function signs nothing");
    const current = await readSecret(client, signingSecretArn, "AWSCURRENT");
    if (current === undefined) return usualFault("secret-missing", "It has no value.");
    const parsed = parseSigningSecrets(current.value, this.#parseSigning);
    if (!parsed.ok) return usualFault("secret-invalid", parsed.problem);
    const rotating = now() - current.createdAt < ROTATION_MS;
    const before = rotating ? await readSecret(client, signingSecretArn, "AWSPREVIOUS") : undefined;
    const previous = before && parseSigningSecrets(before.value, this.#parseSigning);
    // An invalid previous secret has signed nothing.
    const secrets = previous?.ok ? [...parsed.secrets, ...previous.secrets] : parsed.secrets;
    return { ok: true, secrets: [...new Set(secrets)] };
  }

  /** Returns the same object for the same text, because the signer caches a prepared key by it. */
  readonly #parseSigning = sameByText(parseSigningSecret);
}

function usualFault(reason: SecretFault["reason"], what: string): SecretFault {
  return { ok: false, reason, detail: `The stack's SigningSecret: ${what}` };
}

function missing(what: string, name: string): SecretFault {
  const detail = `There is no ${what} named "${name}" in the stack's TargetSecrets.`;
  return { ok: false, reason: "secret-missing", detail };
}

/** Caches the results of a parser. */
function sameByText<Parsed>(parse: (text: string) => Parsed): (text: string) => Parsed {
  const known = new Map<string, Parsed>();
  return (text) => {
    const parsed = known.get(text) ?? parse(text);
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, parsed);
    return parsed;
  };
}

/** Reads a version of a secret. Returns undefined if the secret has no version at that stage. */
async function readSecret(
  client: SecretsManagerClient,
  arn: string,
  stage: "AWSCURRENT" | "AWSPREVIOUS",
): Promise<{ readonly value: string; readonly createdAt: number } | undefined> {
  try {
    const { SecretString: value, CreatedDate: created } = await client.send(
      new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }),
    );
    return value === undefined ? undefined : { value, createdAt: created?.getTime() ?? 0 };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
