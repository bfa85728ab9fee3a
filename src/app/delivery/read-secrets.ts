// Reads the secrets of one webhook for one attempt. Each secret is checked against the webhook's host before it is used: a
// flow can name any secret, but a secret names its hosts.

import type { OwnReason } from "#core/delivery/reasons.ts";
import type { SigningSecret } from "#core/delivery/signature.ts";
import type { WebhookMessage } from "#core/flow/send-webhook.ts";
import { describeHosts, mayBeSentTo } from "#core/target/secret-hosts.ts";
import type { Secrets, TargetSecret } from "./sending-ports.ts";
import { webhookTemplate } from "./webhook-template.ts";

/** Values of secrets by name. */
export type SecretValues = Readonly<Record<string, string>>;

/** Why a webhook may not use a secret. */
export interface SecretRefusal {
  readonly ok: false;
  readonly reason: OwnReason;
  /** The reason in words, without the secret's value. */
  readonly detail: string;
}

/** The values of the secrets that a webhook reads, or the reason why it may not use one. */
type ReadValues =
  | {
      readonly ok: true;
      readonly values: SecretValues;
      /** Whether the owner of each of these secrets allows the target's answer to be shown. */
      readonly showAnswer: boolean;
    }
  | SecretRefusal;

/** Reads the secrets that the URL and headers name; `since` as for `Secrets`. */
export async function readValues(secrets: Secrets, message: WebhookMessage, since?: number): Promise<ReadValues> {
  const template = webhookTemplate(message);
  const values: Record<string, string> = {};
  let showAnswer = true;
  for (const name of template.secrets) {
    const found = await readSecret(secrets, name, template.origin, since);
    if (!found.ok) return found;
    values[name] = found.value;
    showAnswer &&= found.showAnswers === true;
  }
  return { ok: true, values, showAnswer };
}

/** Reads a secret for a webhook to `origin`: "https://api.example.com". */
export async function readSecret(
  secrets: Secrets,
  name: string,
  origin: string,
  since?: number,
): Promise<TargetSecret | SecretRefusal> {
  const found = await secrets.get(name, since);
  if (!found.ok) return found;
  const host = new URL(origin).hostname;
  if (mayBeSentTo(found.hosts, host)) return found;
  const detail = `The secret "${name}" may be sent to ${describeHosts(found.hosts)}; this webhook goes to ${host}.`;
  return { ok: false, reason: "secret-not-for-host", detail };
}

/** Reads the secrets that sign a webhook; `since` as for `Secrets`. */
export function readSigning(secrets: Secrets, message: WebhookMessage, since?: number) {
  return secrets.signing(message.signing_secret ?? undefined, since);
}

/** The secrets that went into a request. */
interface UsedSecrets {
  readonly values: SecretValues;
  readonly signing: readonly SigningSecret[];
}

/** Returns whether the secrets have changed since they were used. A secret that can't be read counts as unchanged. */
export async function haveChanged(
  secrets: Secrets,
  message: WebhookMessage,
  used: UsedSecrets,
  since: number,
): Promise<boolean> {
  try {
    const [now, signing] = [await readValues(secrets, message, since), await readSigning(secrets, message, since)];
    return (
      (now.ok && valuesDiffer(now.values, used.values)) || (signing.ok && signingDiffers(signing.secrets, used.signing))
    );
  } catch {
    // The target has answered. A secret that can't be read must neither lose that answer nor repeat the request.
    return false;
  }
}

function valuesDiffer(some: SecretValues, others: SecretValues): boolean {
  return Object.keys(others).some((name) => some[name] !== others[name]);
}

/** Two equal secrets are the same object. */
function signingDiffers(some: readonly SigningSecret[], others: readonly SigningSecret[]): boolean {
  return some.length !== others.length || some.some((secret, index) => secret !== others[index]);
}
