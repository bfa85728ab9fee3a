// Decides from the URL alone whether a webhook may be sent to it: https, port 443, no credentials, and no forbidden IP address.
// The address of a name is known only when a connection is opened, and is judged then, by address-rules.ts. The URL parser is an
// argument, so that lint and sender judge the result of the same parser.

import { addressVerdict } from "./address-rules.ts";
import { type Cidr, parseAddress } from "./cidr.ts";

/** The targets that the operator allows in addition to https on port 443 of public addresses. */
export interface TargetPolicy {
  /** Ranges inside which any port and plain http are allowed (`--allow-target`). */
  readonly allowed: readonly Cidr[];
}

/** The judged parts of a URL, named and normalized as in the WHATWG `URL`. */
interface UrlParts {
  /** With the colon: "https:". */
  readonly protocol: string;
  /** In lower case; IPv4 in any spelling as dotted decimal, IPv6 in brackets. */
  readonly hostname: string;
  /** Empty for the default port of the protocol. */
  readonly port: string;
  readonly username: string;
  readonly password: string;
  readonly hash: string;
}

/** Parses a URL; null if the text is not a URL. `URL.parse` is such a function. */
type ParseUrl<Url extends UrlParts> = (text: string) => Url | null;

/** Each rule of targets, and the meaning of a problem with this code; docs/errors.md says how to fix it. */
export const TARGET_RULES = {
  "url-invalid": "The text is not a URL, or contains a space, a line break or a backslash.",
  "url-scheme": "The URL does not begin with https://.",
  "url-port": "The URL has another port than 443.",
  "url-credentials": "The URL contains a user name or password.",
  "url-fragment": "The URL contains a #, after which nothing is sent.",
  "url-host": "The URL's host is neither a plain name of letters, digits, hyphens and dots nor an address.",
  "url-address": "The URL's host is an IP address that is not public.",
} as const satisfies Record<string, string>;

/** The rule that a URL breaks. */
type TargetRule = keyof typeof TARGET_RULES;

/** Whether a webhook may be sent to a URL. */
type TargetVerdict<Url> =
  | {
      readonly ok: true;
      readonly url: Url;
      /** The address must be in a range of the policy, because the URL has a port or a scheme that only those allow. */
      readonly onlyAllowed: boolean;
    }
  | { readonly ok: false; readonly rule: TargetRule; readonly message: string };

/** Judges a URL, with every template in it rendered. */
export function targetVerdict<Url extends UrlParts>(
  text: string,
  parseUrl: ParseUrl<Url>,
  policy: TargetPolicy,
): TargetVerdict<Url> {
  // The WHATWG parser drops line breaks and tabs and reads a backslash as a slash, so its result differs from what a person
  // reads.
  if (/[\s\\\p{Cc}]/u.test(text)) {
    return refuse("url-invalid", "The URL contains a space, a line break or a backslash. Encode it (%20, %0A, %5C).");
  }
  const url = parseUrl(text);
  if (url === null) return refuse("url-invalid", "This is not a URL.");
  const authority = /^https?:\/\/([^/?#]+)/i.exec(text)?.[1];
  if (authority === undefined) return refuse("url-scheme", "A URL must begin with https://.");
  if (authority.includes("@") || url.username !== "" || url.password !== "") {
    return refuse("url-credentials", "A URL must not contain a user name and password. Send them in a header.");
  }
  if (url.hash !== "") return refuse("url-fragment", "The part after # is never sent. Remove it, or write %23.");
  return hostAndPort(url, authority, policy);
}

function hostAndPort<Url extends UrlParts>(url: Url, authority: string, policy: TargetPolicy): TargetVerdict<Url> {
  const onlyAllowed = url.protocol === "http:" || url.port !== "";
  const literal = parseAddress(url.hostname.replace(/^\[|\]$/g, ""));
  // A name may resolve to an address in an allowed range, if there is one.
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

// The URL standard accepts hosts that DNS does not, and replaces letters that look like others, or are invisible. A person who
// reads such a URL sees another host than the one it names, so only plain names are accepted.

/** A label of a name: letters, digits, hyphens (RFC 1123, section 2.1), and underscores, which are in use as well. */
const LABEL = /^[a-z0-9_-]{1,63}$/;

/** RFC 1035, section 3.1: 255 bytes including the lengths of the labels, so 253 characters. */
const LONGEST_NAME = 253;

/** The letters of any language, without signs that only represent other letters or are invisible. */
const WRITTEN_NAME = /^(?:(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}._-])+$/u;

/**
 * Whether a host is a valid DNS name, and is written as that name.
 * @param written the host as written in the URL, without the port.
 * @param hostname the host as the URL standard parses it: in ASCII and lower case.
 */
export function isPlainName(written: string, hostname: string): boolean {
  const name = hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
  if (name.length > LONGEST_NAME || !name.split(".").every((label) => LABEL.test(label))) return false;
  const lower = written.toLowerCase();
  if (/^[ -~]*$/.test(written)) return lower === hostname;
  return WRITTEN_NAME.test(written) && lower === lower.normalize("NFKC");
}
