// Checks when a flow is loaded whether its webhooks may use the secrets that they read. Otherwise the author would learn it
// from the first delivery, which would not be sent.

import type { FlowParts } from "#core/flow/flow-parts.ts";
import { flowProblem } from "#core/flow/flow-rules.ts";
import type { WebhookMessage } from "#core/flow/send-webhook.ts";
import { isActive } from "#core/flow/status.ts";
import { type FlowWarning, flowWarning } from "#core/lint/flow-warnings.ts";
import type { Problem } from "#core/problem.ts";
import type { Cidr } from "#core/target/cidr.ts";
import { describeHosts, mayBeSentTo, type SecretHosts } from "#core/target/secret-hosts.ts";
import { compileMessage } from "../delivery/webhook-template.ts";

/** The secrets that are known where flows are loaded. */
export interface KnownSecrets {
  /** Returns the hosts that a secret may be sent to; undefined if they are unknown here. */
  hostsOf(name: string): SecretHosts | undefined;
  /** Returns why a secret or a signing secret is missing; undefined if it exists or may exist. */
  missing?(name: string, kind: "value" | "signing"): string | undefined;
}

/** The secrets and addresses that are known where flows are loaded. */
export interface KnownHere extends KnownSecrets {
  /** The address ranges that webhooks may also be sent to, also by plain http; absent if there are no such ranges. */
  readonly allowed?: readonly Cidr[];
}

/** Returns a problem for each URL and header that reads a secret which may not be sent to its webhook's host. */
export function checkSecretHosts({ actions }: FlowParts, known: KnownSecrets): Problem[] {
  return actions.flatMap(({ message }, index) => {
    if (message === undefined || !compileMessage(message).ok) return []; // its own check reports the problem
    return readingsOf(message).flatMap(({ name, origin, path }) => {
      const hosts = known.hostsOf(name);
      const host = new URL(origin).hostname;
      if (hosts === undefined || mayBeSentTo(hosts, host)) return [];
      const message = `The secret "${name}" may be sent to ${describeHosts(hosts)}; this webhook goes to ${host}.`;
      return [flowProblem("flow-secret-host", ["definition", "actions", index, "data", "message", ...path], message)];
    });
  });
}

/** Returns each position in a flow's webhooks, except draft ones, that needs a secret which is missing. */
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
  readonly origin: string;
  /** The part of the message that reads the secret. */
  readonly path: readonly string[];
}

/** Returns the secrets that a message reads, by the texts that read them. Each text is compiled alone. */
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
