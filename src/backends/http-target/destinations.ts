// Converts a URL to the options of a request. Most flows send to one literal URL, so the results are cached.

import type { Agent } from "node:http";
import { type TargetPolicy, targetVerdict } from "#core/target/target-url.ts";
import { RESPONSE_HEAD_LIMIT } from "./limits.ts";

/** The request options that depend only on the URL, and the options that all requests share. */
export interface RequestBase {
  readonly agent: Agent;
  readonly protocol: string;
  /** A name, or an address without brackets. */
  readonly host: string;
  /** The name that TLS requests and verifies, if it differs from the host. */
  readonly servername?: string;
  readonly port: number;
  readonly path: string;
  readonly method: "POST";
  readonly maxHeaderSize: number;
  readonly insecureHTTPParser: boolean;
}

/** The destination of a request, or the reason why it is refused. */
export type UrlDestination =
  | { readonly ok: true; readonly base: RequestBase; readonly hostHeader: string }
  | { readonly ok: false; readonly isAddress: boolean; readonly message: string };

/** The pools to send through. */
export interface Agents {
  readonly http: Agent;
  readonly https: Agent;
}

/** The maximum of cached URLs. A full cache is cleared, which costs a few microseconds per request. */
const REMEMBERED = 1000;

/** Checks URLs against the policy. With `redirectTo`, all requests go there, and the host in their URL is not dialled. */
export function createDestinations(
  policy: TargetPolicy,
  agents: Agents,
  redirectTo?: string,
): (url: string) => UrlDestination {
  const receiver = redirectTo === undefined ? undefined : new URL(redirectTo);
  const known = new Map<string, UrlDestination>();
  return (text) => {
    let destination = known.get(text);
    if (destination === undefined) {
      destination = read(text, policy, agents, receiver);
      if (known.size >= REMEMBERED) known.clear();
      known.set(text, destination);
    }
    return destination;
  };
}

function read(text: string, policy: TargetPolicy, agents: Agents, receiver: URL | undefined): UrlDestination {
  const verdict = targetVerdict(text, URL.parse, policy);
  if (!verdict.ok) return { ok: false, isAddress: verdict.rule === "url-address", message: verdict.message };
  const { url } = verdict;
  const { protocol, hostname, port } = receiver ?? url;
  const isHttps = protocol === "https:";
  const host = hostname.replace(/^\[|\]$/g, "");
  const base: RequestBase = {
    agent: isHttps ? agents.https : agents.http,
    protocol,
    host,
    // RFC 6066, section 3: the name in a TLS handshake has no trailing dot.
    ...(host.endsWith(".") ? { servername: host.slice(0, -1) } : {}),
    port: port === "" ? (isHttps ? 443 : 80) : Number(port),
    path: `${url.pathname}${url.search}`,
    method: "POST",
    // Explicit, so that NODE_OPTIONS can't change it.
    maxHeaderSize: RESPONSE_HEAD_LIMIT,
    insecureHTTPParser: false,
  };
  return { ok: true, base, hostHeader: url.host };
}
