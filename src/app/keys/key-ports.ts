// The ports of ingest keys.

import type { IngestKey, StoredKey } from "#core/keys/ingest-key.ts";
import type { KeyRate } from "#core/keys/key-rate.ts";

/** The ingest keys. A read sees every write that resolved before it. */
export interface KeyStore {
  /** All keys that are not forgotten, revoked ones too, in any order. */
  list(): Promise<readonly IngestKey[]>;
  find(id: string): Promise<IngestKey | undefined>;
  /** Adds a key. Resolves with false, and changes nothing, if there is one with its id. */
  add(key: StoredKey): Promise<boolean>;
  /**
   * Replaces a key, but not its last use. Resolves with false, and changes nothing, if the stored revision is not the one before
   * `key.revision`.
   */
  replace(key: StoredKey): Promise<boolean>;
  /** Stores the last use of a key, unless a later one is stored. A key that is not stored stays so. */
  used(id: string, at: number): Promise<void>;
}

/** A gateway in front of ingest that enforces the rates of keys. */
export interface KeyGateway {
  /** The rates that it can enforce; a key without a rate has the default rate. */
  readonly rates: readonly KeyRate[];
  /** Makes a key known to the gateway. Resolves with the value of `gateway_key`. */
  admit(id: string, rate: KeyRate | undefined): Promise<string>;
  /** Makes the gateway forget a key. May be repeated. */
  dismiss(gatewayKey: string): Promise<void>;
}
