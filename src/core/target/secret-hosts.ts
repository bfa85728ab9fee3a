// The hosts that a secret may be sent to. A person who edits flows can name any secret and any host. The hosts are set by the
// owner of the secret together with its value, so an edited flow can't send the secret elsewhere.

/**
 * The hosts of a secret: names, and names with the prefix "*." for all their subdomains. Empty: the secret is sent to no host.
 */
export type SecretHosts = readonly string[] | typeof ANY_HOST;

/** For values of tests and the demo, which stay on the machine and are not secret. The owner of a secret can't set it. */
export const ANY_HOST = "any-host";

/** Hosts, or their problem in words that do not repeat the text, which may be a secret. */
type ParsedHosts =
  | { readonly ok: true; readonly hosts: readonly string[] }
  | { readonly ok: false; readonly problem: string };

const LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";

/** A name or an IPv4 address. */
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** At least two labels, so that "*.com" does not match; the last begins with a letter, so that no part of an address matches. */
const BELOW = new RegExp(`^\\*(?:\\.${LABEL})*\\.${LABEL}\\.[a-z][a-z0-9-]*$`);

/** An IPv6 address in brackets, as in URLs. */
const IPV6 = /^\[[0-9a-f:.]+\]$/;

/** Reads hosts as in URLs, without scheme, port or path: "api.crm.example", "*.crm.example", "[2001:db8::1]". */
export function parseSecretHosts(texts: readonly string[]): ParsedHosts {
  const hosts = texts.map((text) => text.trim().toLowerCase()).filter((text) => text !== "");
  const wrong = hosts.findIndex((host) => !NAME.test(host) && !BELOW.test(host) && !IPV6.test(host));
  if (wrong < 0) return { ok: true, hosts };
  const problem = `host ${wrong + 1} is not a host: write "api.crm.example", or "*.crm.example" for all subdomains of crm.example`;
  return { ok: false, problem };
}

/** Whether a secret may be sent to a host, which is the hostname of a URL as the URL standard writes it. */
export function mayBeSentTo(hosts: SecretHosts, hostname: string): boolean {
  if (hosts === ANY_HOST) return true;
  return hosts.some((host) => (host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host));
}

/** The hosts of a secret, in words. */
export function describeHosts(hosts: SecretHosts): string {
  if (hosts === ANY_HOST) return "any host";
  return hosts.length === 0 ? "no host, because no host is set for it" : `${hosts.join(", ")} only`;
}
