// The secrets that flows name, as an operator writes them into Secrets Manager: one JSON object, in which each name has a value
// and the hosts that it may be sent to, a secret to sign webhooks with, or both:
// { "crm": { "value": "token", "hosts": ["api.crm.example"], "signing": "whsec_..." } }

import * as z from "zod";
import type { SecretFault, SigningSecrets, TargetSecret } from "#app/delivery/sending-ports.ts";
import { type ParsedSecret, type ParsedSecrets, parseSigningSecrets } from "#core/delivery/signature.ts";
import { parseSecretHosts } from "#core/target/secret-hosts.ts";

/** Secrets by their names; undefined for an unknown name or kind. */
export interface NamedSecrets {
  target(name: string): TargetSecret | SecretFault | undefined;
  signing(name: string): SigningSecrets | SecretFault | undefined;
}

/** A text is a value without hosts, which may be sent nowhere; the error of a delivery names the host that is missing. */
const entrySchema = z.union([
  z.string().transform((value) => ({ value })),
  z.strictObject({
    value: z.string().exactOptional(),
    hosts: z.array(z.string()).exactOptional(),
    show_answers: z.boolean().exactOptional(),
    signing: z.string().exactOptional(),
  }),
]);

type Entry = z.output<typeof entrySchema> & {
  readonly hosts?: readonly string[];
  readonly show_answers?: boolean;
  readonly signing?: string;
};

/**
 * Reads the JSON. An error in one entry affects that name only, and the error never shows the secret.
 * @param parseSigning reads one signing secret.
 */
export function namedSecrets(text: string | undefined, parseSigning: (text: string) => ParsedSecret): NamedSecrets {
  const named = parseObject(text);
  if (named === undefined) {
    const broken = fault(
      'The stack\'s TargetSecrets is not a JSON object of names. Write it as {"name": {"value": ..., "hosts": [...]}}.',
    );
    return { target: () => broken, signing: () => broken };
  }
  const found = new Map(Object.entries(named).map(([name, value]) => [name, kindsOf(name, value, parseSigning)]));
  return { target: (name) => found.get(name)?.target, signing: (name) => found.get(name)?.signing };
}

interface Kinds {
  readonly target?: TargetSecret | SecretFault;
  readonly signing?: SigningSecrets | SecretFault;
}

function kindsOf(name: string, value: unknown, parseSigning: (text: string) => ParsedSecret): Kinds {
  const wrong = (what: string) => fault(`"${name}" in the stack's TargetSecrets: ${what}`);
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    const shape = wrong(
      'It must be an object of "value", "hosts" (a list of texts), "show_answers" (true or false) and "signing", and nothing else.',
    );
    return { target: shape, signing: shape };
  }
  const entry: Entry = parsed.data;
  return {
    ...(entry.value === undefined ? {} : { target: targetOf({ ...entry, value: entry.value }, wrong) }),
    ...(entry.signing === undefined
      ? {}
      : { signing: signingOf(parseSigningSecrets(entry.signing, parseSigning), wrong) }),
  };
}

function targetOf(
  { value, hosts = [], show_answers }: Entry & { value: string },
  wrong: (what: string) => SecretFault,
) {
  if (value === "") return wrong('"value" is empty. Write the secret.');
  const parsed = parseSecretHosts(hosts);
  if (!parsed.ok) return wrong(`Of "hosts", ${parsed.problem}.`);
  return { ok: true, value, hosts: parsed.hosts, ...(show_answers ? { showAnswers: true } : {}) } as const;
}

function signingOf(parsed: ParsedSecrets, wrong: (what: string) => SecretFault) {
  return parsed.ok ? parsed : wrong(parsed.problem);
}

function fault(detail: string): SecretFault {
  return { ok: false, reason: "secret-invalid", detail };
}

function parseObject(text: string | undefined): object | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
