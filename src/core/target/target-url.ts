// Which URLs a webhook may be sent to, as far as the URL alone tells: https, port 443, nobody's password, and no IP
// address that must not be dialled. What a name leads to is known only when it is dialled, and judged there, by
// address-rules.ts. Reading a URL is an argument, so that lint and sender judge what the very same parser made of it.

import { addressVerdict } from "./address-rules.ts";
import { type Cidr, parseAddress } from "./cidr.ts";

/** What the operator allows beyond https on port 443 of public addresses. */
export interface TargetPolicy {
  /** Ranges inside which any port and plain http are allowed (`--allow-target`). */
  readonly allowed: readonly Cidr[];
}

/** The parts of a URL that are judged, as the WHATWG `URL` names and normalizes them. */
interface UrlParts {
  /** With its colon: "https:". */
  readonly protocol: string;
  /** In lower case; IPv4 in any spelling as dotted decimal, IPv6 in brackets. */
  readonly hostname: string;
  /** Empty for the protocol's own port. */
  readonly port: string;
  readonly username: string;
  readonly password: string;
  readonly hash: string;
}

/** Reads a URL; null where it is none. `URL.parse` is one. */
type ParseUrl<Url extends UrlParts> = (text: string) => Url | null;

/** Each rule of targets, and what it means when a URL breaks it; docs/errors.md says how to mend it. */
export const TARGET_RULES = {
  "url-invalid": "The text is not a URL, or holds a space, a line break or a backslash.",
  "url-scheme": "The URL does not begin with https://.",
  "url-port": "The URL names another port than 443.",
  "url-credentials": "The URL holds a user name or password.",
  "url-fragment": "The URL holds a #, which is never sent.",
  "url-host": "The URL's host is not a plain name of letters, digits, hyphens and dots, nor an address.",
  "url-address": "The URL's host is an IP address that is not public.",
} as const satisfies Record<string, string>;

/** Which rule a URL breaks. */
type TargetRule = keyof typeof TARGET_RULES;

/** Whether a webhook may be sent to a URL. */
type TargetVerdict<Url> =
  | {
      readonly ok: true;
      readonly url: Url;
      /** The address that is dialled must lie in one of the policy's ranges: the URL uses what only those allow. */
      readonly onlyAllowed: boolean;
    }
  | { readonly ok: false; readonly rule: TargetRule; readonly message: string };

/** Judges a URL, with every template in it rendered. */
export function targetVerdict<Url extends UrlParts>(
  text: string,
  parseUrl: ParseUrl<Url>,
  policy: TargetPolicy,
): TargetVerdict<Url> {
  // The WHATWG parser drops line breaks and tabs and takes a backslash for a slash: what it makes of such a text is
  // not what a person reads in it.
  if (/[\s\\\p{Cc}]/u.test(text)) {
    return refuse("url-invalid", "The URL holds a space, a line break or a backslash; encode it (%20, %0A, %5C).");
  }
  const url = parseUrl(text);
  if (url === null) return refuse("url-invalid", "This is not a URL.");
  const authority = /^https?:\/\/([^/?#]+)/i.exec(text)?.[1];
  if (authority === undefined) return refuse("url-scheme", "A URL must begin with https://.");
  if (authority.includes("@") || url.username !== "" || url.password !== "") {
    return refuse("url-credentials", "A URL must hold no user name and password; send them in a header.");
  }
  if (url.hash !== "") return refuse("url-fragment", "What follows # is never sent; leave it out, or write %23.");
  return hostAndPort(url, authority, policy);
}

function hostAndPort<Url extends UrlParts>(url: Url, authority: string, policy: TargetPolicy): TargetVerdict<Url> {
  const onlyAllowed = url.protocol === "http:" || url.port !== "";
  const literal = parseAddress(url.hostname.replace(/^\[|\]$/g, ""));
  // A name may lead into an allowed range, if there is any.
  let opened = policy.allowed.length > 0;
  if (literal !== undefined) {
    const verdict = addressVerdict(literal.toString(), policy.allowed);
    if (!verdict.ok) return refuse("url-address", `The URL's host can't be a target: ${verdict.reason}.`);
    opened = verdict.opened;
  } else if (!isPlainName(authority.replace(/:\d*$/, ""), url.hostname)) {
    return refuse("url-host", "The URL's host must be a name of letters, digits, hyphens and dots, or an address.");
  }
  return onlyAllowed && !opened ? refuseUnopened(url) : { ok: true, url, onlyAllowed };
}

function refuseUnopened(url: UrlParts): TargetVerdict<never> {
  return url.protocol === "http:"
    ? refuse("url-scheme", "A URL must begin with https://; plain http is only for ranges that the operator allows.")
    : refuse("url-port", "A URL must use port 443; other ports are only for ranges that the operator allows.");
}

function refuse(rule: TargetRule, message: string): TargetVerdict<never> {
  return { ok: false, rule, message };
}

// Whether the host in a URL is a plain name. The URL standard takes much more for one than DNS can hold, and reads letters
// that look like others, or like nothing, as others; a person who reads such a URL sees another host than the one it names.

/** A label of a name: letters, digits, hyphens (RFC 1123, section 2.1), and the underscores that are in use all the same. */
const LABEL = /^[a-z0-9_-]{1,63}$/;

/** RFC 1035, section 3.1: 255 bytes with the lengths of the labels, which are 253 characters. */
const LONGEST_NAME = 253;

/** The letters of any language, without the signs that only stand for other letters or are not seen. */
const WRITTEN_NAME = /^(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}._-])+$/u;

/**
 * Whether a host is a name that DNS can hold, and written as that name.
 * @param written the host as it stands in the URL, without the port.
 * @param hostname the host as the URL standard reads it: in ASCII and lower case.
 */
export function isPlainName(written: string, hostname: string): boolean {
  const name = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
  if (name.length > LONGEST_NAME || !name.split(".").every((label) => LABEL.test(label))) return false;
  const lower = written.toLowerCase();
  if (/^[ -~]*$/.test(written)) return lower === hostname;
  return WRITTEN_NAME.test(written) && lower === lower.normalize("NFKC");
}
