// The cases that need another change at the same time, a gateway or a broken port. test/api/key-routes.test.ts has the others.

import { expect, test } from "vitest";
import type { KeyGateway } from "#app/keys/key-ports.ts";
import { createKey, listKeys, type ManageKeysPorts, revokeKey, rotateKey } from "#app/keys/manage-keys.ts";
import { MemoryKeyStore } from "#backends/memory/memory-key-store.ts";
import { MAX_KEYS, withoutTexts } from "#core/keys/ingest-key.ts";
import { NOON } from "#support/delivery-samples.ts";
import { countedRandomness, freshKey } from "#support/key-samples.ts";

const RATE = { requests_per_second: 5, burst: 10 };
const NEW = { name: "shop", scope: {}, rate: undefined };

function world(changes: Partial<ManageKeysPorts> = {}) {
  const keys = new MemoryKeyStore();
  const calls: string[] = [];
  const keyGateway: KeyGateway = {
    rates: [RATE],
    admit: async (id, rate) => {
      calls.push(`admit ${id.slice(-1)} ${rate?.burst}`);
      return `gateway ${id.slice(-1)}`;
    },
    dismiss: async (gatewayKey) => void calls.push(`dismiss ${gatewayKey}`),
  };
  const ports = { keys, keyRandomness: countedRandomness(), sha256Hex: (text: string) => text, now: () => NOON };
  return { keys, calls, ports: { ...ports, ...changes }, withGateway: { ...ports, keyGateway, ...changes } };
}

/** A store in which another request revokes or rotates each key before it is replaced. */
class ContestedStore extends MemoryKeyStore {
  contested = 0;

  override async replace(key: Parameters<MemoryKeyStore["replace"]>[0]): Promise<boolean> {
    const stored = await this.find(key.id);
    this.contested -= 1;
    if (stored !== undefined && this.contested >= 0) await super.replace({ ...stored, revision: stored.revision + 1 });
    return super.replace(key);
  }
}

test("a key is made known to the gateway before it is stored, and a revoked one is dismissed after", async () => {
  const { withGateway, keys, calls } = world();
  const created = await createKey(withGateway, { ...NEW, rate: RATE });
  if (created.type !== "done") throw new Error(created.type);
  expect(created.key).toMatchObject({ gateway_key: "gateway 1", rate: RATE });
  expect(calls).toEqual(["admit 1 10"]);
  await revokeKey(withGateway, created.key.id);
  expect(calls).toEqual(["admit 1 10", "dismiss gateway 1"]);
  expect(await keys.find(created.key.id)).toMatchObject({ revoked_at: NOON, texts: [] });
});

test("a key that the gateway does not take is not stored", async () => {
  const { withGateway, keys } = world();
  const keyGateway = { ...withGateway.keyGateway, admit: () => Promise.reject(new Error("too many requests")) };
  await expect(createKey({ ...withGateway, keyGateway }, NEW)).rejects.toThrow("too many requests");
  expect(await keys.list()).toEqual([]);
});

test("a key is revoked although the gateway fails, and the next revocation dismisses it", async () => {
  const { withGateway, keys, calls } = world();
  const created = await createKey(withGateway, NEW);
  if (created.type !== "done") throw new Error(created.type);
  const { id } = created.key;
  const failing = { ...withGateway.keyGateway, dismiss: () => Promise.reject(new Error("no answer")) };
  await expect(revokeKey({ ...withGateway, keyGateway: failing }, id)).rejects.toThrow("no answer");
  const revoked = await keys.find(id);
  expect(revoked).toMatchObject({ revoked_at: NOON, texts: [] });
  expect(await revokeKey(withGateway, id)).toEqual({ type: "done", key: revoked });
  expect(calls.at(-1)).toBe("dismiss gateway 1");
});

test("a rate that the gateway can't enforce is refused, and nothing is created", async () => {
  const { withGateway, keys, calls } = world();
  const rate = { ...RATE, burst: 11 };
  expect(await createKey(withGateway, { ...NEW, rate })).toEqual({ type: "no-such-rate", rates: [RATE] });
  expect([await keys.list(), calls]).toEqual([[], []]);
});

test("a change is repeated after another one of the same key, at most three times", async () => {
  const keys = new ContestedStore();
  const { ports } = world({ keys });
  const key = freshKey();
  await keys.add(key);
  keys.contested = 2;
  expect(await rotateKey(ports, key.id, 60)).toMatchObject({ type: "done", key: { revision: 4 } });
  keys.contested = 3;
  expect(await rotateKey(ports, key.id, 60)).toEqual({ type: "changed-meanwhile" });
  keys.contested = 3;
  expect(await revokeKey(ports, key.id)).toEqual({ type: "changed-meanwhile" });
  expect(await revokeKey(ports, key.id)).toMatchObject({ type: "done" });
});

test("a key that is revoked during its rotation stays revoked", async () => {
  const keys = new MemoryKeyStore();
  const key = freshKey();
  await keys.add(key);
  const { ports } = world({ keys });
  const randomness = {
    ...ports.keyRandomness,
    secretPart: () => {
      void keys.replace(withoutTexts(key, NOON));
      return "S";
    },
  };
  expect(await rotateKey({ ...ports, keyRandomness: randomness }, key.id, 60)).toEqual({ type: "revoked" });
  expect(await keys.find(key.id)).toMatchObject({ texts: [], revoked_at: NOON });
});

test("there are at most a thousand keys, of which revoked ones do not count", async () => {
  const { ports, keys } = world();
  for (let count = 0; count < MAX_KEYS; count++) await keys.add(freshKey());
  expect(await createKey(ports, NEW)).toEqual({ type: "too-many-keys" });
  const [first] = await keys.list();
  await revokeKey(ports, first?.id ?? "");
  expect(await createKey(ports, NEW)).toMatchObject({ type: "done" });
});

test("keys are listed in the order of their creation, after the default key", async () => {
  const { ports, keys } = world();
  const [first, second, third] = [freshKey(), freshKey(), freshKey()];
  for (const key of [third, { ...first, created_at: second.created_at }, second]) await keys.add(key);
  expect((await listKeys(ports)).map(({ id }) => id)).toEqual(["key_default", first.id, second.id, third.id]);
});

test("a default key that was revoked, and whose text the environment now sets, is listed as active", async () => {
  const { ports, keys } = world();
  await keys.add({ ...freshKey(), id: "key_default", revoked_at: NOON });
  expect((await listKeys(ports))[0]).toMatchObject({ id: "key_default", revoked_at: NOON });
  expect((await listKeys({ ...ports, defaultKeyAdvice: "advice" }))[0]).not.toHaveProperty("revoked_at");
});
