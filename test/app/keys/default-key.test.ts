import { expect, test } from "vitest";
import { ensureDefaultKey } from "#app/keys/default-key.ts";
import { MemoryKeyStore } from "#backends/memory/memory-key-store.ts";
import { withoutTexts } from "#core/keys/ingest-key.ts";
import { DEFAULT_KEY_ID, keyIdInText } from "#core/keys/key-text.ts";
import { NOON } from "#support/delivery-samples.ts";
import { countedRandomness } from "#support/key-samples.ts";

function start(keys: MemoryKeyStore, isGiven = false) {
  const sha256Hex = (text: string) => `hash of ${text}`;
  return ensureDefaultKey({ keys, isGiven, keyRandomness: countedRandomness(), sha256Hex, now: () => NOON });
}

test("the first start generates the default key and stores its hash; later starts do not", async () => {
  const keys = new MemoryKeyStore();
  const text = await start(keys);
  expect(keyIdInText(text ?? "")).toBe(DEFAULT_KEY_ID);
  expect(await keys.find(DEFAULT_KEY_ID)).toMatchObject({ name: "default", texts: [{ sha256: `hash of ${text}` }] });
  expect(await start(keys)).toBeUndefined();
});

test("a given key is not stored, and does not replace the stored one", async () => {
  const keys = new MemoryKeyStore();
  expect(await start(keys, true)).toBeUndefined();
  expect(await keys.find(DEFAULT_KEY_ID)).toMatchObject({ texts: [] });
  const text = await start(keys);
  expect(text).toBeDefined();
  expect(await start(keys, true)).toBeUndefined();
  expect(await keys.find(DEFAULT_KEY_ID)).toMatchObject({ texts: [{ sha256: `hash of ${text}` }] });
});

test("a revoked default key is not generated again", async () => {
  const keys = new MemoryKeyStore();
  await start(keys);
  const key = await keys.find(DEFAULT_KEY_ID);
  if (key === undefined) throw new Error("There is no default key");
  await keys.replace(withoutTexts(key, NOON));
  expect(await start(keys)).toBeUndefined();
});
