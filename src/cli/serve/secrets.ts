// The keys and secrets of `flowhook serve`: from the environment, else those that the first start made and kept.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import type { Secrets } from "#app/delivery/sending-ports.ts";
import type { KnownHere } from "#app/flows/check-secret-hosts.ts";
import { type EnvironmentSecrets, environmentSecrets } from "#backends/embedded/environment-secrets.ts";
import { keptSecret } from "#backends/embedded/kept-secrets.ts";
import { parseSigningSecrets, type SigningSecret } from "#core/delivery/signature.ts";
import { ANY_HOST } from "#core/target/secret-hosts.ts";
import { UsageError } from "../command-line/exit.ts";
import { readCidr } from "../command-line/options.ts";
import type { ServeOptions } from "./options.ts";

/** The keys and secrets that a process runs with. */
export interface ServeSecrets {
  readonly adminToken: string;
  /** Undefined: the store has a key of its own, or makes one. */
  readonly ingestKey: string | undefined;
  readonly secrets: Secrets;
}

const SIGNING_FILE = "signing-secret";

/** The data directory holds events, tokens and secrets: no one but its owner may look into it. */
const OWNER_ONLY = 0o700;

/** Bytes of a token: 192 bits of chance. */
const TOKEN_BYTES = 24;
const SIGNING_BYTES = 32;

/**
 * The secrets of the environment. A variable that can't be understood keeps the process from starting, and what is wrong
 * with it is told without showing it.
 */
export function readEnvironment(
  environment: NodeJS.ProcessEnv,
  usual: readonly SigningSecret[] = [],
): EnvironmentSecrets {
  const read = environmentSecrets(environment, usual);
  if (read.problems.length > 0) throw new UsageError(read.problems.join("\n"));
  return read;
}

/** Finds or makes the keys and secrets. */
export function serveSecrets(options: ServeOptions, environment: NodeJS.ProcessEnv): ServeSecrets {
  mkdirSync(options.data, { recursive: true, mode: OWNER_ONLY });
  const kept = (name: string, make: () => string) => keptSecret(options.data, name, make);
  const given = environment["FLOWHOOK_SIGNING_SECRET"];
  const usual = readUsualSigning(given ?? kept(SIGNING_FILE, newSigningSecret), given === undefined);
  const { secrets } = readEnvironment(environment, usual);
  const demoKey = options.demo ? kept("demo-ingest-key", newToken) : undefined;
  return {
    adminToken: keyOf(environment, "FLOWHOOK_ADMIN_TOKEN") ?? kept("admin-token", newToken),
    ingestKey: keyOf(environment, "FLOWHOOK_API_KEY") ?? demoKey,
    secrets: options.demo ? withDemoSecrets(secrets, usual) : secrets,
  };
}

/** A key of the environment; undefined where it is not set. One that no request could present stops the start. */
function keyOf(environment: NodeJS.ProcessEnv, variable: string): string | undefined {
  const key = environment[variable];
  if (key === undefined || /^\S+$/.test(key)) return key;
  const problem = key === "" ? "is empty" : "holds white space";
  throw new UsageError(`${variable} ${problem}, so it could let nobody in. Set it to a key, or do not set it.`);
}

/** In the demo a secret that is not set has a value too, and each may go anywhere: nothing leaves this machine. */
function withDemoSecrets(secrets: Secrets, usual: readonly SigningSecret[]): Secrets {
  return {
    async get(name) {
      const found = await secrets.get(name);
      return { ok: true, value: found.ok ? found.value : `demo-${name}`, hosts: ANY_HOST, showAnswers: true };
    },
    async signing(name) {
      const found = await secrets.signing(name);
      return found.ok ? found : { ok: true, secrets: usual };
    },
  };
}

function readUsualSigning(text: string, isKept: boolean): readonly SigningSecret[] {
  const parsed = parseSigningSecrets(text);
  if (parsed.ok) return parsed.secrets;
  const where = isKept ? `The file ${SIGNING_FILE} of --data` : "FLOWHOOK_SIGNING_SECRET";
  throw new UsageError(`${where}: ${parsed.problem}`);
}

function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString("base64url");
}

function newSigningSecret(): string {
  return `whsec_${randomBytes(SIGNING_BYTES).toString("base64")}`;
}

// What flows are checked against when they are served, in the main thread and in the thread that parses changed files.

/** What that depends on, beside the environment. */
export interface FlowKnowledge {
  readonly demo: boolean;
  /** The ranges of --allow-target. */
  readonly allowTargets: readonly string[];
}

/** What is known of secrets and opened addresses; nothing in the demo, which shows what flows do and not what they lack. */
export function knownToServe({ demo, allowTargets }: FlowKnowledge): KnownHere | undefined {
  return demo ? undefined : { ...readEnvironment(process.env).known, allowed: allowTargets.map(readCidr) };
}
