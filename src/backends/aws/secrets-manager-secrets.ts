// Secrets in AWS Secrets Manager, kept in memory for a few minutes: a change is seen soon, and a delivery needs no call.

import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import * as z from "zod";
import type { Now, Secrets } from "#app/ports.ts";
import { parseSigningSecret, type SigningSecret } from "#core/delivery/signature.ts";
import { KeptValue } from "./kept-value.ts";

/** Where the secrets are. */
export interface SecretSources {
  readonly client: SecretsManagerClient;
  /** A JSON object of names and values: what templates call `secrets.name`. */
  readonly targetSecretsArn: string;
  /** What webhooks are signed with: base64, with or without `whsec_`. */
  readonly signingSecretArn: string;
  readonly now: Now;
}

/** How long secrets are used before they are read again, in milliseconds. */
const KEPT_MS = 5 * 60 * 1_000;

/** The same for a name that is not there: it may have just been added. */
const MISSING_KEPT_MS = 30 * 1_000;

/** How long after a rotation webhooks are also signed with the secret before it, in milliseconds. */
const ROTATION_MS = 24 * 60 * 60 * 1_000;

const targetSecretsSchema = z.record(z.string(), z.string());

/** The secrets of a stack. Every question rejects when Secrets Manager can't be had. */
export class SecretsManagerSecrets implements Secrets {
  readonly #sources: SecretSources;
  readonly #targets: KeptValue<ReadonlyMap<string, string>>;
  readonly #signing: KeptValue<readonly SigningSecret[]>;
  #parsed: ReadonlyMap<string, SigningSecret> = new Map();

  constructor(sources: SecretSources) {
    this.#sources = sources;
    this.#targets = new KeptValue(() => this.#readTargets(), sources.now);
    this.#signing = new KeptValue(() => this.#readSigning(), sources.now);
  }

  async get(name: string): Promise<string | undefined> {
    const kept = await this.#targets.get(KEPT_MS);
    return kept.get(name) ?? (await this.#targets.get(MISSING_KEPT_MS)).get(name);
  }

  signing(): Promise<readonly SigningSecret[]> {
    return this.#signing.get(KEPT_MS);
  }

  /** Forgets what was read, so that the next question sees what is there now. */
  refresh(): void {
    this.#targets.forget();
    this.#signing.forget();
  }

  async #readTargets(): Promise<ReadonlyMap<string, string>> {
    const { targetSecretsArn } = this.#sources;
    const read = await readSecret(this.#sources.client, targetSecretsArn, "AWSCURRENT");
    const parsed = targetSecretsSchema.safeParse(parseJson(read?.value));
    // What is wrong with it is not told: the message would repeat it.
    if (!parsed.success) throw new Error(`${targetSecretsArn} is not a JSON object of names and texts`);
    return new Map(Object.entries(parsed.data));
  }

  async #readSigning(): Promise<readonly SigningSecret[]> {
    const { client, signingSecretArn, now } = this.#sources;
    const current = await readSecret(client, signingSecretArn, "AWSCURRENT");
    if (current === undefined) throw new Error(`${signingSecretArn} has no value`);
    const rotating = now() - current.createdAt < ROTATION_MS;
    const previous = rotating ? await readSecret(client, signingSecretArn, "AWSPREVIOUS") : undefined;
    const texts = previous === undefined ? [current.value] : [current.value, previous.value];
    // The same object for the same text: whoever signs keeps a prepared key by it.
    this.#parsed = new Map(texts.map((text) => [text, this.#parsed.get(text) ?? parse(signingSecretArn, text)]));
    return [...this.#parsed.values()];
  }
}

/** A version of a secret; undefined where there is none at that stage. */
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

function parse(arn: string, text: string): SigningSecret {
  const parsed = parseSigningSecret(text);
  if (!parsed.ok) throw new Error(`${arn}: ${parsed.problem}`);
  return parsed.secret;
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}
