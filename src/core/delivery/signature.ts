// Signs webhooks, so that receivers can verify the sender: Standard Webhooks, symmetric scheme `v1`
// (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md, "Signature scheme").
// HMAC is an argument, so that this file depends on no platform's cryptography.

import { decodeBase64 } from "../base64.ts";

/** HMAC-SHA256 of a text (as UTF-8), in base64 with padding. Calls for the same secret pass the same `key` object. */
export type HmacSha256Base64 = (key: Uint8Array, text: string) => string;

/** The signed content: one attempt of one delivery. */
interface SignedContent {
  /** The delivery's id, sent as `webhook-id`. Without a full stop, which separates the signed parts. */
  readonly id: string;
  /** The time of the attempt, in whole seconds since 1970, sent as `webhook-timestamp`. */
  readonly timestampSeconds: number;
  /** The body exactly as it is sent. */
  readonly body: string;
}

/** A checked secret, made once and used for every attempt. Logs and JSON never contain its key. */
export class SigningSecret {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** One signature: `v1,` and the HMAC in base64. */
  sign(signed: string, hmac: HmacSha256Base64): string {
    return `v1,${hmac(this.#key, signed)}`;
  }
}

/** A secret, or its problem in words that do not contain it. */
export type ParsedSecret =
  | { readonly ok: true; readonly secret: SigningSecret }
  | { readonly ok: false; readonly problem: string };

const PREFIX = "whsec_";

/** The length of a key in bytes: 192 to 512 bits ("Signature scheme" of the specification, the table's second row). */
const SHORTEST_KEY = 24;
const LONGEST_KEY = 64;

/** Reads a signing secret: base64 of 24 to 64 bytes, with or without the prefix `whsec_`. */
export function parseSigningSecret(text: string): ParsedSecret {
  const trimmed = text.trim();
  if (/^wh[sp]k_/.test(trimmed)) {
    return refuse("is a key of the asymmetric scheme (whsk_ or whpk_). Use a symmetric secret (whsec_)");
  }
  const key = decodeBase64(trimmed.startsWith(PREFIX) ? trimmed.slice(PREFIX.length) : trimmed);
  if (key === undefined) return refuse(`is not base64. Write ${PREFIX} and the base64 of 24 to 64 random bytes`);
  if (key.length < SHORTEST_KEY || key.length > LONGEST_KEY) {
    return refuse(`has ${key.length} bytes; it must have ${SHORTEST_KEY} to ${LONGEST_KEY}`);
  }
  return { ok: true, secret: new SigningSecret(key) };
}

/** Secrets that sign together, or the problem of one of them in words that do not contain it. */
export type ParsedSecrets =
  | { readonly ok: true; readonly secrets: readonly SigningSecret[] }
  | { readonly ok: false; readonly problem: string };

/** During a rotation, the new secret and the previous one sign. */
const MOST_AT_ONCE = 2;

/**
 * Reads one signing secret, or during a rotation two, the new one first, with a space or a line break between them.
 * @param parse reads each secret; a caching one returns the same object for the same text.
 */
export function parseSigningSecrets(text: string, parse = parseSigningSecret): ParsedSecrets {
  const texts = text.split(/\s+/).filter((part) => part !== "");
  if (texts.length === 0) return { ok: false, problem: "The text contains no signing secret." };
  if (texts.length > MOST_AT_ONCE) {
    return {
      ok: false,
      problem: "The text contains more than two signing secrets. Only the new one and the previous one can sign.",
    };
  }
  const secrets: SigningSecret[] = [];
  for (const part of texts) {
    const parsed = parse(part);
    if (!parsed.ok) return parsed;
    secrets.push(parsed.secret);
  }
  return { ok: true, secrets };
}

function refuse(what: string): ParsedSecret & { readonly ok: false } {
  return { ok: false, problem: `The signing secret ${what}.` };
}

/** The value of `webhook-signature`: a signature by each secret, so that receivers may know the old or the new one. */
export function signatures(secrets: readonly SigningSecret[], content: SignedContent, hmac: HmacSha256Base64): string {
  const { id, timestampSeconds, body } = content;
  if (id.includes(".")) throw new Error(`A webhook id must not contain a full stop: ${id}`);
  const signed = `${id}.${timestampSeconds}.${body}`;
  return secrets.map((secret) => secret.sign(signed, hmac)).join(" ");
}
