// Decides about the key that a request presents, in a process that has all keys in memory: whether it is known, what it may do,
// and whether it may make another request now.

import type { Sha256Hex } from "#core/event/event-id.ts";
import { accepts, type EqualTexts, type IngestKey, isUseStored } from "#core/keys/ingest-key.ts";
import { type RequestBucket, takeRequest } from "#core/keys/key-rate.ts";
import type { KeyScope } from "#core/keys/key-scope.ts";
import { DEFAULT_KEY_ID, keyIdInText } from "#core/keys/key-text.ts";
import type { KeyStore } from "./key-ports.ts";

/** The decision about a presented key. An expired, revoked or wrong one is unknown, and nothing distinguishes these. */
export type KeyFound =
  | { readonly type: "known"; readonly id: string; readonly scope: KeyScope }
  | { readonly type: "throttled"; readonly retryAfterSeconds: number }
  | { readonly type: "unknown" };

/** Looks for presented keys. */
export interface KeyLookup {
  /** Decides about a key at a time in milliseconds; each call counts as one request of the key. */
  find(presented: string, now: number): KeyFound;
}

/** The ports of PresentedKeys. */
export interface PresentedKeysPorts {
  readonly keys: Pick<KeyStore, "used"> & { readonly get: (id: string) => IngestKey | undefined };
  /** The SHA-256 of the default key, if the environment sets it. Then its stored text is not accepted. */
  readonly givenDefault: string | undefined;
  readonly sha256Hex: Sha256Hex;
  readonly equal: EqualTexts;
  /** Called if a last use can't be stored. */
  readonly onError: (error: unknown) => void;
}

const UNKNOWN: KeyFound = { type: "unknown" };

/** The keys of a process. */
export class PresentedKeys implements KeyLookup {
  readonly #ports: PresentedKeysPorts;
  readonly #buckets = new Map<string, RequestBucket>();

  constructor(ports: PresentedKeysPorts) {
    this.#ports = ports;
  }

  find(presented: string, now: number): KeyFound {
    const key = this.#keyOf(presented, now);
    if (key === undefined) return UNKNOWN;
    const retryAfterSeconds = this.#take(key, now);
    if (retryAfterSeconds !== undefined) return { type: "throttled", retryAfterSeconds };
    const { keys, onError } = this.#ports;
    if (isUseStored(key, now)) void keys.used(key.id, now).catch(onError);
    return { type: "known", id: key.id, scope: key.scope };
  }

  #keyOf(presented: string, now: number): IngestKey | undefined {
    const { keys, givenDefault, sha256Hex, equal } = this.#ports;
    const sha256 = sha256Hex(presented);
    const id = keyIdInText(presented) ?? DEFAULT_KEY_ID;
    const key = id === DEFAULT_KEY_ID && givenDefault !== undefined ? undefined : keys.get(id);
    if (key !== undefined && accepts(key, sha256, now, equal)) return key;
    return givenDefault !== undefined && equal(givenDefault, sha256) ? keys.get(DEFAULT_KEY_ID) : undefined;
  }

  /** Counts a request. Returns the seconds to wait if the key has made too many. */
  #take({ id, rate }: IngestKey, now: number): number | undefined {
    if (rate === undefined) return undefined;
    const taken = takeRequest(this.#buckets.get(id), rate, now);
    this.#buckets.set(id, taken.bucket);
    return taken.ok ? undefined : taken.retryAfterSeconds;
  }
}
