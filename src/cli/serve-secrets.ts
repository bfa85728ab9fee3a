// The keys and secrets of `flowhook serve`: from the environment, else those that the first start made and kept.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import type { Secrets } from "#app/ports.ts";
import { environmentSecrets } from "#backends/embedded/environment-secrets.ts";
import { keptSecret } from "#backends/embedded/kept-secrets.ts";
import { parseSigningSecret, type SigningSecret } from "#core/delivery/signature.ts";
import type { ServeOptions } from "./serve-options.ts";
import { UsageError } from "./usage-error.ts";

/** The keys and secrets that a process runs with. */
export interface ServeSecrets {
  readonly adminToken: string;
  /** Undefined: the store has a key of its own, or makes one. */
  readonly ingestKey: string | undefined;
  readonly secrets: Secrets;
}

/** The data directory holds events, tokens and secrets: no one but its owner may look into it. */
const OWNER_ONLY = 0o700;

/** Bytes of a token: 192 bits of chance. */
const TOKEN_BYTES = 24;
const SIGNING_BYTES = 32;

/** Finds or makes the keys and secrets. */
export function serveSecrets(options: ServeOptions, environment: NodeJS.ProcessEnv): ServeSecrets {
  mkdirSync(options.data, { recursive: true, mode: OWNER_ONLY });
  const kept = (name: string, make: () => string) => keptSecret(options.data, name, make);
  const signing = environment["FLOWHOOK_SIGNING_SECRET"] ?? kept("signing-secret", newSigningSecret);
  const secrets = environmentSecrets(environment, [readSigningSecret(signing)]);
  const demoKey = options.demo ? kept("demo-ingest-key", newToken) : undefined;
  return {
    adminToken: environment["FLOWHOOK_ADMIN_TOKEN"] ?? kept("admin-token", newToken),
    ingestKey: environment["FLOWHOOK_API_KEY"] ?? demoKey,
    secrets: options.demo ? withDemoSecrets(secrets) : secrets,
  };
}

/** In the demo a secret that is not set has a value too: nothing leaves this machine. */
function withDemoSecrets(secrets: Secrets): Secrets {
  return { ...secrets, get: async (name) => (await secrets.get(name)) ?? `demo-${name}` };
}

/** What is wrong with a signing secret is told without showing it. */
function readSigningSecret(text: string): SigningSecret {
  const parsed = parseSigningSecret(text);
  if (!parsed.ok) throw new UsageError(`FLOWHOOK_SIGNING_SECRET: ${parsed.problem}`);
  return parsed.secret;
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

function newSigningSecret(): string {
  return `whsec_${randomBytes(SIGNING_BYTES).toString("base64")}`;
}
