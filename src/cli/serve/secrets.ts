// The keys and secrets of `flowhook serve`: from the environment, else from the data directory, where the first start creates them.

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
  /** Undefined: the first start creates a key, and the store keeps its hash. */
  readonly ingestKey: string | undefined;
  readonly secrets: Secrets;
}

const SIGNING_FILE = "signing-secret";

/** The mode of the data directory, which contains events, tokens and secrets. */
const OWNER_ONLY = 0o700;

/** Random bytes of a token: 192 bits. */
const TOKEN_BYTES = 24;
const SIGNING_BYTES = 32;

/** The secrets of the environment. Throws UsageError for a malformed variable; the message does not contain its value. */
export function readEnvironment(
  environment: NodeJS.ProcessEnv,
  usual: readonly SigningSecret[] = [],
): EnvironmentSecrets {
  const read = environmentSecrets(environment, usual);
  if (read.problems.length > 0) throw new UsageError(read.problems.join("\n"));
  return read;
}

/** Reads the keys and secrets, and creates those that are missing. */
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

/** A key of the environment; undefined if it is not set. Throws UsageError for one that no request could contain. */
function keyOf(environment: NodeJS.ProcessEnv, variable: string): string | undefined {
  const key = environment[variable];
  if (key === undefined || /^\S+$/.test(key)) return key;
  const problem = key === "" ? "is empty" : "contains white space";
  throw new UsageError(`${variable} ${problem}, so every request would be rejected. Set it to a key, or unset it.`);
}

/** In the demo, missing secrets have a value and all may be sent to any host, because no request leaves this machine. */
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

/** Besides the environment, flows are checked against these options. */
export interface FlowKnowledge {
  readonly demo: boolean;
  /** The values of --allow-target. */
  readonly allowTargets: readonly string[];
}

/** The secrets and addresses that served flows are checked against. The demo checks neither. */
export function knownToServe({ demo, allowTargets }: FlowKnowledge): KnownHere | undefined {
  return demo ? undefined : { ...readEnvironment(process.env).known, allowed: allowTargets.map(readCidr) };
}
