// The contract of every store of ingest keys.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { KeyStore } from "#app/keys/key-ports.ts";
import { type StoredKey, withNewText, withoutTexts } from "#core/keys/ingest-key.ts";
import { NOON } from "#support/delivery-samples.ts";
import { freshKey } from "#support/key-samples.ts";

/** An empty store of keys. */
export interface OpenKeyStore {
  readonly keys: KeyStore;
  /** The store as a process sees it that starts now. */
  readonly reopened: () => KeyStore;
  close(): Promise<void>;
}

function rotated(key: StoredKey): StoredKey {
  const next = withNewText(key, { sha256: "next", overlapSeconds: 60, now: NOON });
  if (next === undefined) throw new Error("The key has too many texts");
  return next;
}

/** Runs the suite against a backend. */
export function keyStoreContract(name: string, open: () => Promise<OpenKeyStore>): void {
  describe(`${name} as a store of ingest keys`, () => {
    let opened: OpenKeyStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    /** Both views of the store must hold the same key. */
    const expectStored = async (id: string, expected: object | undefined) => {
      expect(await opened.keys.find(id)).toEqual(expected);
      expect(await opened.reopened().find(id)).toEqual(expected);
    };

    test("a key that was added is found by its id, with all of its fields", async () => {
      const scope = { metrics: ["Placed ", "Zoë's"], sources: ["crm"] };
      const rate = { requests_per_second: 0.5, burst: 10 };
      const key = freshKey({ scope, rate, gateway_key: "plan/key" });
      expect(await opened.keys.add(key)).toBe(true);
      await expectStored(key.id, key);
    });

    test("a key that was never added is not found, and can be neither replaced nor used", async () => {
      const key = freshKey();
      expect(await opened.keys.replace(rotated(key))).toBe(false);
      await opened.keys.used(key.id, NOON);
      await expectStored(key.id, undefined);
    });

    test("a second key with the same id is not added", async () => {
      const key = freshKey();
      await opened.keys.add(key);
      expect(await opened.keys.add({ ...key, name: "another" })).toBe(false);
      await expectStored(key.id, key);
    });

    test("of two changes of the same revision, the first one counts", async () => {
      const key = freshKey();
      await opened.keys.add(key);
      const [one, other] = [rotated(key), withoutTexts(key, NOON)];
      expect(await opened.keys.replace(one)).toBe(true);
      expect(await opened.keys.replace(other)).toBe(false);
      await expectStored(key.id, one);
      const last = withoutTexts(one, NOON);
      expect(await opened.keys.replace(last)).toBe(true);
      await expectStored(key.id, last);
    });

    test("two concurrent changes of the same revision do not both succeed", async () => {
      const key = freshKey();
      await opened.keys.add(key);
      const results = await Promise.all([rotated(key), withoutTexts(key, NOON)].map((one) => opened.keys.replace(one)));
      expect(results.toSorted()).toEqual([false, true]);
    });

    test("the last use only moves forward, and changes of the key keep it", async () => {
      const key = freshKey();
      await opened.keys.add(key);
      await opened.keys.used(key.id, NOON + 5);
      await opened.keys.used(key.id, NOON + 4);
      await expectStored(key.id, { ...key, last_used_at: NOON + 5 });
      const used = await opened.keys.find(key.id);
      const next = rotated(used ?? key);
      expect(await opened.keys.replace(next)).toBe(true);
      await expectStored(key.id, { ...next, last_used_at: NOON + 5 });
      await opened.keys.used(key.id, NOON + 6);
      await expectStored(key.id, { ...next, last_used_at: NOON + 6 });
    });

    test("a use does not undo a change that was made in the meantime", async () => {
      const key = freshKey();
      await opened.keys.add(key);
      const ended = withoutTexts(key, NOON);
      await Promise.all([opened.keys.replace(ended), opened.keys.used(key.id, NOON)]);
      await expectStored(key.id, { ...ended, last_used_at: NOON });
    });

    test("all keys are listed, revoked ones too", async () => {
      const [active, revoked] = [freshKey(), freshKey()];
      for (const key of [active, revoked]) await opened.keys.add(key);
      const ended = withoutTexts(revoked, NOON);
      await opened.keys.replace(ended);
      for (const store of [opened.keys, opened.reopened()]) {
        const listed = await store.list();
        expect(listed.filter(({ id }) => id === active.id || id === revoked.id)).toEqual(
          expect.arrayContaining([active, ended]),
        );
        expect(new Set(listed.map(({ id }) => id)).size).toBe(listed.length);
      }
    });
  });
}
