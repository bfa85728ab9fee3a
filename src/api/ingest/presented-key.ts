// The key that a request presents in its header Authorization.

/** `Bearer KEY`, or `Klaviyo-API-Key KEY` as Klaviyo's clients send it. */
const PLAIN = /^(?:Bearer|Klaviyo-API-Key) +(\S+)$/i;

/** `Basic BASE64`, as Segment's clients send it: the key is the user name, and the password is empty (RFC 7617). */
const BASIC = /^Basic +([A-Za-z0-9+/]+={0,2})$/i;

/** The key of an Authorization header; undefined for another header. */
export function presentedKey(authorization: string | undefined): string | undefined {
  const basic = BASIC.exec(authorization ?? "")?.[1];
  if (basic === undefined) return PLAIN.exec(authorization ?? "")?.[1];
  return /^([^\s:]+):$/.exec(Buffer.from(basic, "base64").toString("utf8"))?.[1];
}
