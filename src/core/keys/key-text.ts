// The text of an ingest key, which its sender presents. It names the key's id, so that a store finds the key without an index of
// hashes, and the comparison of the secret part takes constant time. The prefix lets secret scanners recognize a leaked key.

/** The id of the key that a process or stack has from its first start on. */
export const DEFAULT_KEY_ID = "key_default";

/** Random bytes of an id: 80 bits. The id is not secret, but it reveals nothing about the key. */
export const KEY_ID_BYTES = 10;

/** Random bytes of the secret part: 256 bits, so that one round of SHA-256 suffices to store it. */
export const KEY_SECRET_BYTES = 32;

/** The secret part has 43 characters, because base64url needs that many for KEY_SECRET_BYTES. */
const KEY_TEXT = /^fhk_([0-9a-f]{20}|default)_[A-Za-z0-9_-]{43}$/;

const KEY_ID = /^key_(?:[0-9a-f]{20}|default)$/;

/** The random parts of a key, as the process generates them. */
export interface KeyRandomness {
  /** KEY_ID_BYTES random bytes, in lower-case hexadecimal. */
  readonly idPart: () => string;
  /** KEY_SECRET_BYTES random bytes, in base64url. */
  readonly secretPart: () => string;
}

/** The text of a key: `fhk_<id>_<secret>`. */
export function keyText(id: string, secretPart: string): string {
  return `fhk_${id.slice("key_".length)}_${secretPart}`;
}

/** The id that a presented text names; undefined for a text in another form, which only the default key may have. */
export function keyIdInText(text: string): string | undefined {
  const part = KEY_TEXT.exec(text)?.[1];
  return part === undefined ? undefined : `key_${part}`;
}

/** Whether a text has the form of a key's id. */
export function isKeyId(text: string): boolean {
  return KEY_ID.test(text);
}
