// An ingest key as it is stored. Its texts are stored only as hashes. A rotation adds a text and ends the earlier ones after an
// overlap, so that senders can be changed one after the other. The id stays, so the key keeps its scope, its rate and its share of
// the queue.

import * as z from "zod";
import { DAY_MS, DAY_SECONDS, MINUTE_MS } from "../time.ts";
import { keyRateSchema } from "./key-rate-schema.ts";
import { keyScopeSchema } from "./key-scope.ts";
import { DEFAULT_KEY_ID } from "./key-text.ts";

/** The version of a stored key. */
export const KEY_VERSION = 1;

/** Longest name of a key, in characters. */
const MAX_NAME = 100;

/** Most texts of one key that are valid at the same time. */
export const MAX_TEXTS = 5;

/** Most keys that are not revoked. A listing reads all of them, and each is an API key of API Gateway, of which a region has 10,000. */
export const MAX_KEYS = 1_000;

/** Longest overlap of a rotation, in seconds. */
export const MAX_OVERLAP_SECONDS = 30 * DAY_SECONDS;

/** The overlap of a rotation that names none, in seconds. */
export const DEFAULT_OVERLAP_SECONDS = DAY_SECONDS;

/** How long a revoked key stays in the list, in milliseconds. */
export const REVOKED_KEPT_MS = 30 * DAY_MS;

/** The last use of a key is stored at most once in this time, in milliseconds. */
export const LAST_USE_STORED_EVERY_MS = MINUTE_MS;

/** The name of the default key, which no other key may have. */
export const DEFAULT_KEY_NAME = "default";

/** The name of a key. */
export const keyNameSchema = z
  .string()
  .min(1)
  .max(MAX_NAME)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not contain control characters")
  .refine((name) => name !== DEFAULT_KEY_NAME, `must not be "${DEFAULT_KEY_NAME}", the name of the first key`);

/** A key as a store keeps it. Times are in milliseconds since 1970. */
export const storedKeySchema = z.object({
  v: z.literal(KEY_VERSION),
  /** Counts the changes, so that of two concurrent changes one fails instead of undoing the other. */
  revision: z.int().positive(),
  id: z.string(),
  name: z.string(),
  created_at: z.number(),
  scope: keyScopeSchema,
  rate: keyRateSchema.exactOptional(),
  /** The SHA-256 of each text, in hexadecimal, the newest first. An earlier text is valid until `expires_at`. */
  texts: z.array(z.object({ sha256: z.string(), expires_at: z.number().exactOptional() })),
  revoked_at: z.number().exactOptional(),
  /** Identifies the key at the gateway that enforces its rate; absent without a gateway. */
  gateway_key: z.string().exactOptional(),
});

/** A stored key. */
export type StoredKey = z.infer<typeof storedKeySchema>;

/** A key with its last use, which is stored separately. */
export interface IngestKey extends StoredKey {
  readonly last_used_at?: number;
}

/** Compares two texts in a time that does not depend on their content. */
export type EqualTexts = (one: string, other: string) => boolean;

/**
 * Whether a key accepts a text at a time, by the hash of the text. All hashes are compared in constant time, so that the duration
 * reveals nothing about them.
 */
export function accepts(key: StoredKey, sha256: string, now: number, equal: EqualTexts): boolean {
  const valid = key.texts.map((text) => equal(text.sha256, sha256) && (text.expires_at ?? Infinity) > now);
  return valid.includes(true) && key.revoked_at === undefined;
}

/** The properties of a new key. */
export interface NewKey extends Pick<StoredKey, "id" | "name" | "scope" | "rate" | "gateway_key"> {
  readonly sha256: string;
}

/** A new key with one text. */
export function newKey({ id, name, scope, rate, gateway_key, sha256 }: NewKey, now: number): StoredKey {
  return {
    ...{ v: KEY_VERSION, revision: 1, id, name, created_at: now, scope, texts: [{ sha256 }] },
    ...(rate === undefined ? {} : { rate }),
    ...(gateway_key === undefined ? {} : { gateway_key }),
  };
}

/** The default key. `sha256` is undefined if the text is not stored, but given by the environment or a secret. */
export function defaultKey(sha256: string | undefined, now: number): StoredKey {
  const texts = sha256 === undefined ? [] : [{ sha256 }];
  return { v: KEY_VERSION, revision: 1, id: DEFAULT_KEY_ID, name: DEFAULT_KEY_NAME, created_at: now, scope: {}, texts };
}

/** The key with a new text, or undefined if too many of its texts are valid. The earlier texts stay valid for the overlap, in seconds. */
export function withNewText(
  key: StoredKey,
  { sha256, overlapSeconds, now }: { readonly sha256: string; readonly overlapSeconds: number; readonly now: number },
): StoredKey | undefined {
  const ends = now + overlapSeconds * 1_000;
  const earlier = key.texts
    .map((text) => ({ ...text, expires_at: Math.min(text.expires_at ?? ends, ends) }))
    .filter(({ expires_at }) => expires_at > now);
  if (earlier.length >= MAX_TEXTS) return undefined;
  return { ...key, revision: key.revision + 1, texts: [{ sha256 }, ...earlier] };
}

/** The key, revoked. Its hashes are removed, because no text is accepted again. */
export function withoutTexts(key: StoredKey, now: number): StoredKey {
  return { ...key, revision: key.revision + 1, texts: [], revoked_at: now };
}

/** When a store may forget a key; undefined for one that is in use, and for the default key, which must not be generated twice. */
export function forgettableAt({ id, revoked_at }: StoredKey): number | undefined {
  return revoked_at === undefined || id === DEFAULT_KEY_ID ? undefined : revoked_at + REVOKED_KEPT_MS;
}

/** Whether a use of the key must be stored. */
export function isUseStored({ last_used_at }: IngestKey, now: number): boolean {
  return last_used_at === undefined || now - last_used_at >= LAST_USE_STORED_EVERY_MS;
}
