// The secrets of the embedded process, read from its environment once at the start. `{{ secrets.crm }}` is FLOWHOOK_SECRET_CRM,
// FLOWHOOK_SECRET_CRM_HOSTS names the hosts that it may be sent to, and FLOWHOOK_SECRET_CRM_SHOW_ANSWERS says whether answers to
// requests that carry it may be shown; `signing_secret: crm` is FLOWHOOK_SIGNING_SECRET_CRM.

import type { SecretFault, Secrets, SigningSecrets, TargetSecret } from "#app/delivery/sending-ports.ts";
import type { KnownSecrets } from "#app/flows/check-secret-hosts.ts";
import { parseSigningSecrets, type SigningSecret } from "#core/delivery/signature.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { parseSecretHosts } from "#core/target/secret-hosts.ts";

const SECRET = "FLOWHOOK_SECRET_";
const SIGNING = "FLOWHOOK_SIGNING_SECRET_";
const HOSTS = "_HOSTS";
const SHOW_ANSWERS = "_SHOW_ANSWERS";
/** The suffixes of variables that configure a secret. */
const SETTING = new RegExp(`(?:${HOSTS}|${SHOW_ANSWERS})$`);

/** The secrets of an environment. */
export interface EnvironmentSecrets {
  readonly secrets: Secrets;
  readonly known: KnownSecrets;
  /** The names of secrets that are set or have hosts, in lower case. */
  readonly names: { readonly value: readonly string[]; readonly signing: readonly string[] };
  /** A sentence for each variable that can't be parsed, without its value. */
  readonly problems: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the secrets of an environment, where their names are in capitals.
 * @param usual what webhooks are signed with whose flow names no signing secret.
 */
export function environmentSecrets(environment: Environment, usual: readonly SigningSecret[]): EnvironmentSecrets {
  const variables = namesAfter(SECRET, environment);
  // A name may have hosts without a value: flows can be checked on a machine that has no secrets.
  const names = new Set(variables.map((name) => name.replace(SETTING, "")));
  const targets = new Map([...names].map((name) => [name, targetSecret(environment, name)]));
  const signing = new Map(namesAfter(SIGNING, environment).map((name) => [name, signingSecrets(environment, name)]));
  const set = [...targets].flatMap(([name, found]) => (found.ok && found.value === "" ? [] : [name]));
  const target = (name: string) => {
    const found = targets.get(name.toUpperCase());
    const isSet = found !== undefined && !(found.ok && found.value === "");
    return isSet ? found : missing("secret", name, SECRET, set);
  };
  const named = (name: string) =>
    signing.get(name.toUpperCase()) ?? missing("signing secret", name, SIGNING, [...signing.keys()]);
  return {
    secrets: {
      get: async (name) => target(name),
      signing: async (name) => (name === undefined ? { ok: true, secrets: usual } : named(name)),
    },
    known: {
      hostsOf(name) {
        const found = targets.get(name.toUpperCase());
        return found?.ok ? found.hosts : undefined;
      },
      missing(name, kind) {
        const found = kind === "value" ? target(name) : named(name);
        return found.ok || found.reason !== "secret-missing" ? undefined : found.detail;
      },
    },
    names: { value: lowerCase(targets.keys()), signing: lowerCase(signing.keys()) },
    problems: [...targets.values(), ...signing.values()].flatMap((found) => (found.ok ? [] : [found.detail])),
  };
}

function lowerCase(names: Iterable<string>): string[] {
  return [...names].map((name) => name.toLowerCase());
}

function namesAfter(prefix: string, environment: Environment): string[] {
  const set = Object.keys(environment).filter((variable) => variable.startsWith(prefix) && environment[variable]);
  return set.map((variable) => variable.slice(prefix.length)).filter((name) => name !== "");
}

function targetSecret(environment: Environment, name: string): TargetSecret | SecretFault {
  const parsed = parseSecretHosts((environment[SECRET + name + HOSTS] ?? "").split(/[\s,]+/));
  if (!parsed.ok) return invalid(SECRET + name + HOSTS, parsed.problem);
  const shown = environment[SECRET + name + SHOW_ANSWERS] || "false";
  if (shown !== "true" && shown !== "false") {
    return invalid(SECRET + name + SHOW_ANSWERS, "it must be true or false");
  }
  const value = environment[SECRET + name] ?? "";
  return { ok: true, value, hosts: parsed.hosts, ...(shown === "true" ? { showAnswers: true } : {}) };
}

function signingSecrets(environment: Environment, name: string): SigningSecrets | SecretFault {
  const parsed = parseSigningSecrets(environment[SIGNING + name] ?? "");
  return parsed.ok ? parsed : invalid(SIGNING + name, parsed.problem);
}

function missing(what: string, name: string, prefix: string, set: readonly string[]): SecretFault {
  const meant = didYouMean(
    name,
    set.map((other) => other.toLowerCase()),
  );
  const detail = `There is no ${what} named "${name}": ${prefix}${name.toUpperCase()} is not set.${meant}`;
  return { ok: false, reason: "secret-missing", detail };
}

function invalid(variable: string, problem: string): SecretFault {
  return { ok: false, reason: "secret-invalid", detail: `${variable}: ${problem}${problem.endsWith(".") ? "" : "."}` };
}
