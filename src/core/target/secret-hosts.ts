// Which hosts a secret may be sent to. Whoever may edit flows can name any secret and any host; the hosts stand with the
// secret, where its owner set it, so that editing flows is not enough to send it elsewhere.

/** The hosts of a secret: names, and names with "*." before them for whatever lies below. Empty: it is sent nowhere. */
export type SecretHosts = readonly string[] | typeof ANY_HOST;

/** For what is no secret: values of tests and of the demo, which leave no machine. No owner of a secret can say it. */
export const ANY_HOST = "any-host";

/** Hosts that were read, or what is wrong with them, in words that do not repeat what may be a secret. */
type ParsedHosts =
  | { readonly ok: true; readonly hosts: readonly string[] }
  | { readonly ok: false; readonly problem: string };

const LABEL = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";

/** A name or an IPv4 address. */
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

/** At least two labels, so that "*.com" is none; the last begins with a letter, so that no part of an address is one. */
const BELOW = new RegExp(`^\\*(?:\\.${LABEL})*\\.${LABEL}\\.[a-z][a-z0-9-]*$`);

/** An IPv6 address in brackets, as URLs have it. */
const IPV6 = /^\[[0-9a-f:.]+\]$/;

/** Reads hosts as URLs have them, without scheme, port or path: "api.crm.example", "*.crm.example", "[2001:db8::1]". */
export function parseSecretHosts(texts: readonly string[]): ParsedHosts {
  const hosts = texts.map((text) => text.trim().toLowerCase()).filter((text) => text !== "");
  const wrong = hosts.findIndex((host) => !NAME.test(host) && !BELOW.test(host) && !IPV6.test(host));
  if (wrong < 0) return { ok: true, hosts };
  const problem = `host ${wrong + 1} is none: write "api.crm.example", or "*.crm.example" for all names below crm.example`;
  return { ok: false, problem };
}

/** Whether a secret may be sent to a host: the hostname of a URL, as the URL standard writes it. */
export function mayBeSentTo(hosts: SecretHosts, hostname: string): boolean {
  if (hosts === ANY_HOST) return true;
  return hosts.some((host) => (host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host));
}

/** The hosts of a secret, in words. */
export function describeHosts(hosts: SecretHosts): string {
  if (hosts === ANY_HOST) return "any host";
  return hosts.length === 0 ? "no host, since none is named with it" : `${hosts.join(", ")} alone`;
}
