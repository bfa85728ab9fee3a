// The secrets of one webhook, read for one attempt. Each is checked against the host that the webhook goes to before it is
// used at all: a flow can name any secret, but a secret names its hosts.

import type { OwnReason } from "#core/delivery/reasons.ts";
import type { SigningSecret } from "#core/delivery/signature.ts";
import type { WebhookMessage } from "#core/flow/send-webhook.ts";
import { describeHosts, mayBeSentTo } from "#core/target/secret-hosts.ts";
import type { Secrets, TargetSecret } from "./sending-ports.ts";
import { webhookTemplate } from "./webhook-template.ts";

/** Values of secrets by name. */
export type SecretValues = Readonly<Record<string, string>>;

/** Why a message can't have a secret. */
export interface SecretRefusal {
  readonly ok: false;
  readonly reason: OwnReason;
  /** In words, without showing the secret. */
  readonly detail: string;
}

/** The values of the secrets that a message reads, or why it can't have them. */
export type ReadValues =
  | {
      readonly ok: true;
      readonly values: SecretValues;
      /** Whether the owner of each of these secrets allows the target's answer to be shown. */
      readonly showAnswer: boolean;
    }
  | SecretRefusal;

/** Reads what a message's URL and headers name; `since` as for `Secrets`. */
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

/** Reads a secret for a message that goes to `origin`: "https://api.example.com". */
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

/** Reads what a message is signed with; `since` as for `Secrets`. */
export function readSigning(secrets: Secrets, message: WebhookMessage, since?: number) {
  return secrets.signing(message.signing_secret ?? undefined, since);
}

/** The secrets that went into a request. */
export interface UsedSecrets {
  readonly values: SecretValues;
  readonly signing: readonly SigningSecret[];
}

/** Whether secrets are others by now than those that were used. Those that can't be had are no others. */
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
    // The answer that was had counts more than this question: it must not be lost, nor the request made again for it.
    return false;
  }
}

function valuesDiffer(some: SecretValues, others: SecretValues): boolean {
  return Object.keys(others).some((name) => some[name] !== others[name]);
}

/** The same secret is the same object. */
function signingDiffers(some: readonly SigningSecret[], others: readonly SigningSecret[]): boolean {
  return some.length !== others.length || some.some((secret, index) => secret !== others[index]);
}
