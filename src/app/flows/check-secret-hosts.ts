// Whether the webhooks of a flow may have the secrets that they read, where it is known to which hosts those may be sent:
// told when the flow is loaded, so that nobody learns it from the first delivery, which would not be sent.

import type { FlowParts } from "#core/flow/flow-parts.ts";
import { flowProblem } from "#core/flow/flow-rules.ts";
import type { WebhookMessage } from "#core/flow/send-webhook.ts";
import { isActive } from "#core/flow/status.ts";
import { type FlowWarning, flowWarning } from "#core/lint/flow-warnings.ts";
import type { Problem } from "#core/problem.ts";
import type { Cidr } from "#core/target/cidr.ts";
import { describeHosts, mayBeSentTo, type SecretHosts } from "#core/target/secret-hosts.ts";
import { compileMessage } from "../delivery/webhook-template.ts";

/** What is known of secrets where flows are loaded. */
export interface KnownSecrets {
  /** The hosts that a secret may be sent to; undefined where nothing is known of it. */
  hostsOf(name: string): SecretHosts | undefined;
  /** Why there is no such secret, or no such signing secret, where that is known; undefined: there is, or may be. */
  missing?(name: string, kind: "value" | "signing"): string | undefined;
}

/** What is known where flows are loaded. */
export interface KnownHere extends KnownSecrets {
  /** The ranges of addresses that webhooks may also be sent to, also by plain http; absent: none. */
  readonly allowed?: readonly Cidr[];
}

/** Each URL and header of a flow that reads a secret which may not be sent to its webhook's host. */
export function checkSecretHosts({ actions }: FlowParts, known: KnownSecrets): Problem[] {
  return actions.flatMap(({ message }, index) => {
    if (message === undefined || !compileMessage(message).ok) return []; // what is wrong with it is told as such
    return readingsOf(message).flatMap(({ name, origin, path }) => {
      const hosts = known.hostsOf(name);
      const host = new URL(origin).hostname;
      if (hosts === undefined || mayBeSentTo(hosts, host)) return [];
      const told = `The secret "${name}" may be sent to ${describeHosts(hosts)}; this webhook goes to ${host}.`;
      return [flowProblem("flow-secret-host", ["definition", "actions", index, "data", "message", ...path], told)];
    });
  });
}

/** Each place of a flow's webhooks, draft ones apart, that needs a secret which is not there. */
export function findMissingSecrets({ actions }: FlowParts, { missing }: KnownSecrets): Problem<FlowWarning>[] {
  if (missing === undefined) return [];
  return actions.flatMap(({ action, message }, index) => {
    if (message === undefined || action?.type !== "send-webhook" || !isActive(action.data.status)) return [];
    const read = readingsOf(message).map(({ name, path }) => ({ path, why: missing(name, "value") }));
    const signing = message.signing_secret ?? undefined;
    const signed = signing === undefined ? [] : [{ path: ["signing_secret"], why: missing(signing, "signing") }];
    return [...read, ...signed].flatMap(({ path, why }) =>
      why === undefined
        ? []
        : [flowWarning("flow-secret-missing", ["definition", "actions", index, "data", "message", ...path], why)],
    );
  });
}

interface Reading {
  readonly name: string;
  /** Where the message goes. */
  readonly origin: string;
  /** What of the message reads the secret. */
  readonly path: readonly string[];
}

/** The secrets that a message reads, by the texts that read them: each text is compiled as if it stood alone. */
function readingsOf({ url, headers }: WebhookMessage): Reading[] {
  const inUrl = compileMessage({ url });
  if (!inUrl.ok) return [];
  const { origin, secrets } = inUrl.template;
  const inHeaders = Object.entries(headers ?? {}).flatMap(([header, value]) => {
    const compiled = compileMessage({ url: `${origin}/`, headers: { [header]: value } });
    const names = compiled.ok ? compiled.template.secrets : [];
    return names.map((name) => ({ name, origin, path: ["headers", header] }));
  });
  return [...secrets.map((name) => ({ name, origin, path: ["url"] })), ...inHeaders];
}
