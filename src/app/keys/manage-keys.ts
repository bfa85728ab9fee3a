// Creates, lists, rotates and revokes ingest keys. The text of a key exists only in the answer to its creation or rotation.

import type { Sha256Hex } from "#core/event/event-id.ts";
import {
  defaultKey,
  type IngestKey,
  MAX_KEYS,
  newKey,
  type StoredKey,
  withNewText,
  withoutTexts,
} from "#core/keys/ingest-key.ts";
import { isSameRate, type KeyRate } from "#core/keys/key-rate.ts";
import type { KeyScope } from "#core/keys/key-scope.ts";
import { DEFAULT_KEY_ID, type KeyRandomness, keyText } from "#core/keys/key-text.ts";
import type { Now } from "../ports.ts";
import type { KeyGateway, KeyStore } from "./key-ports.ts";

/** Where the text of the default key is set, if it is not stored: as a sentence that says how to replace it. */
export type DefaultKeyAdvice = string;

/** The ports of these use cases. */
export interface ManageKeysPorts {
  readonly keys: KeyStore;
  /** Absent where the process itself enforces the rates. */
  readonly keyGateway?: KeyGateway;
  /** Given if the default key can't be changed here. */
  readonly defaultKeyAdvice?: DefaultKeyAdvice | undefined;
  readonly keyRandomness: KeyRandomness;
  readonly sha256Hex: Sha256Hex;
  readonly now: Now;
}

/** A key and its text, which can't be shown again. */
export interface KeyWithText {
  readonly type: "done";
  readonly key: IngestKey;
  readonly text: string;
}

/** Another change of the same key came first each time; the request may be repeated. */
interface ChangedMeanwhile {
  readonly type: "changed-meanwhile";
}

/** The text of the default key is set elsewhere. */
interface SetElsewhere {
  readonly type: "set-elsewhere";
  readonly advice: DefaultKeyAdvice;
}

/** The result of a creation. */
export type KeyCreated =
  | KeyWithText
  | { readonly type: "too-many-keys" }
  | { readonly type: "no-such-rate"; readonly rates: readonly KeyRate[] };

/** The result of a rotation. */
export type KeyRotated =
  | KeyWithText
  | SetElsewhere
  | ChangedMeanwhile
  | { readonly type: "not-found" | "revoked" | "too-many-texts" };

/** The result of a revocation. */
export type KeyRevoked =
  | { readonly type: "done"; readonly key: IngestKey }
  | SetElsewhere
  | ChangedMeanwhile
  | { readonly type: "not-found" };

/** How often a change is tried again that another change of the same key preceded. */
const TRIES = 3;

/** All keys in the order of their creation; the default key is always the first. */
export async function listKeys({ keys, defaultKeyAdvice }: ManageKeysPorts): Promise<readonly IngestKey[]> {
  const stored = await keys.list();
  const first = stored.find(({ id }) => id === DEFAULT_KEY_ID) ?? defaultKey(undefined, 0);
  const { revoked_at: _, ...active } = first;
  // A key that was revoked before its text was set elsewhere is in use again.
  const shown = defaultKeyAdvice === undefined ? first : { ...active, texts: [] };
  const others = stored.filter(({ id }) => id !== DEFAULT_KEY_ID);
  return [shown, ...others.sort((one, other) => one.created_at - other.created_at || (one.id < other.id ? -1 : 1))];
}

/** Creates a key. */
export async function createKey(
  ports: ManageKeysPorts,
  { name, scope, rate }: { readonly name: string; readonly scope: KeyScope; readonly rate: KeyRate | undefined },
): Promise<KeyCreated> {
  const { keys, keyGateway, keyRandomness, sha256Hex, now } = ports;
  const rates = keyGateway?.rates;
  if (rate !== undefined && rates !== undefined && !rates.some((one) => isSameRate(one, rate))) {
    return { type: "no-such-rate", rates };
  }
  const active = (await keys.list()).filter(({ revoked_at }) => revoked_at === undefined);
  if (active.length >= MAX_KEYS) return { type: "too-many-keys" };
  const id = `key_${keyRandomness.idPart()}`;
  const text = keyText(id, keyRandomness.secretPart());
  const gateway = keyGateway === undefined ? {} : { gateway_key: await keyGateway.admit(id, rate) };
  const key = newKey(
    { id, name, scope, ...(rate === undefined ? {} : { rate }), ...gateway, sha256: sha256Hex(text) },
    now(),
  );
  if (!(await keys.add(key))) throw new Error(`There is a key ${id} already, although its id is random`);
  return { type: "done", key, text };
}

/** Gives a key a new text. The earlier texts stay valid for the overlap, in seconds. */
export async function rotateKey(ports: ManageKeysPorts, id: string, overlapSeconds: number): Promise<KeyRotated> {
  const { keyRandomness, sha256Hex, now } = ports;
  return await changeKey(ports, id, async (key, replace) => {
    if (key.revoked_at !== undefined) return { type: "revoked" };
    const text = keyText(id, keyRandomness.secretPart());
    const rotated = withNewText(key, { sha256: sha256Hex(text), overlapSeconds, now: now() });
    if (rotated === undefined) return { type: "too-many-texts" };
    return (await replace(rotated)) ? { type: "done", key: rotated, text } : "again";
  });
}

/** Revokes a key for good. Revoking it again is a no-op, except that the gateway is asked again to forget it. */
export async function revokeKey(ports: ManageKeysPorts, id: string): Promise<KeyRevoked> {
  const { keyGateway, now } = ports;
  return await changeKey(ports, id, async (key, replace) => {
    const revoked = key.revoked_at === undefined ? withoutTexts(key, now()) : key;
    if (revoked !== key && !(await replace(revoked))) return "again";
    if (key.gateway_key !== undefined) await keyGateway?.dismiss(key.gateway_key);
    return { type: "done", key: revoked };
  });
}

/** Changes a stored key. `change` returns "again" if another change of the same key came first. */
async function changeKey<Result>(
  { keys, defaultKeyAdvice: advice }: ManageKeysPorts,
  id: string,
  change: (key: IngestKey, replace: (key: StoredKey) => Promise<boolean>) => Promise<Result | "again">,
): Promise<Result | SetElsewhere | ChangedMeanwhile | { readonly type: "not-found" }> {
  if (id === DEFAULT_KEY_ID && advice !== undefined) return { type: "set-elsewhere", advice };
  for (let tries = 0; tries < TRIES; tries++) {
    const key = await keys.find(id);
    if (key === undefined) return { type: "not-found" };
    const changed = await change(key, (next) => keys.replace(next));
    if (changed !== "again") return changed;
  }
  return { type: "changed-meanwhile" };
}
