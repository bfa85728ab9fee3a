import { describe, expect, test } from "vitest";
import { usageKeyOf } from "#backends/aws/keys/usage-key.ts";
import { MemoryKeyStore } from "#backends/memory/memory-key-store.ts";
import { type StoredKey, withNewText, withoutTexts } from "#core/keys/ingest-key.ts";
import { keyText } from "#core/keys/key-text.ts";
import { NOON } from "#support/delivery-samples.ts";
import { freshKey } from "#support/key-samples.ts";
import { authorizeSender } from "../../../lambdas/ingest-authorizer/authorize-sender.ts";
import type { SenderKeyPorts } from "../../../lambdas/sender-keys.ts";

const SECRET_KEY = "k3yOf44LettersAndDigits";
const METHOD = "arn:aws:execute-api:eu-west-1:111122223333:api1/v1/POST/events";
const SECRET = "S".repeat(43);
const hash = (text: string) => `hash of ${text}`;

async function authorizer(stored: readonly StoredKey[] = [], changes: Partial<SenderKeyPorts> = {}) {
  const keys = new MemoryKeyStore();
  for (const key of stored) await keys.add(key);
  const world = { now: NOON };
  const errors: unknown[] = [];
  const decide = authorizeSender({
    keys,
    isDefaultKey: async (text) => text === SECRET_KEY,
    sha256Hex: hash,
    equal: (one, other) => one === other,
    now: () => world.now,
    onError: (error) => errors.push(error),
    ...changes,
  });
  const ask = (authorizationToken: string) => decide({ type: "TOKEN", authorizationToken, methodArn: METHOD });
  return { ask, keys, world, errors };
}

function keyWith(changes: Partial<StoredKey> = {}): StoredKey & { readonly text: string } {
  const key = freshKey(changes);
  const text = keyText(key.id, SECRET);
  return { ...key, texts: [{ sha256: hash(text) }], text };
}

const ALLOWED = { policyDocument: { Statement: [{ Effect: "Allow" }] } };
const DENIED = { policyDocument: { Statement: [{ Effect: "Deny" }] } };

describe("a key", () => {
  test("of the table is allowed, by its id", async () => {
    const key = keyWith();
    const { ask } = await authorizer([key]);
    for (const token of [
      `Bearer ${key.text}`,
      `Klaviyo-API-Key ${key.text}`,
      `Basic ${Buffer.from(`${key.text}:`).toString("base64")}`,
    ]) {
      expect(await ask(token)).toMatchObject({ ...ALLOWED, principalId: key.id, context: { key_id: key.id } });
    }
  });

  test("is named to API Gateway by the value with which its usage plan counts requests", async () => {
    const key = keyWith();
    const { ask } = await authorizer([key]);
    expect((await ask(`Bearer ${key.text}`)).usageIdentifierKey).toBe(usageKeyOf("api1", key.id));
    expect((await ask(`Bearer ${SECRET_KEY}`)).usageIdentifierKey).toBe(usageKeyOf("api1", "key_default"));
    expect((await ask("Bearer x")).usageIdentifierKey).toBeUndefined();
  });

  test("has its scope in the context, as JSON, and nothing else", async () => {
    const key = keyWith({ scope: { metrics: ["Zoë's ", "a"], sources: ["crm"] } });
    const { ask } = await authorizer([key]);
    expect((await ask(`Bearer ${key.text}`)).context).toEqual({
      key_id: key.id,
      key_metrics: '["Zoë\'s ","a"]',
      key_metrics_type: "String",
      key_sources: '["crm"]',
    });
  });

  test("with only sources in its scope has a type that SQS refuses, and no metrics", async () => {
    const key = keyWith({ scope: { sources: ["crm"] } });
    const { ask } = await authorizer([key]);
    const context = { key_id: key.id, key_metrics: "[]", key_metrics_type: "None", key_sources: '["crm"]' };
    expect((await ask(`Bearer ${key.text}`)).context).toEqual(context);
  });

  test("without a scope has the prefix of all metrics", async () => {
    const key = keyWith();
    const { ask } = await authorizer([key]);
    const context = { key_id: key.id, key_metrics: '[""]', key_metrics_type: "String", key_sources: "" };
    expect((await ask(`Bearer ${key.text}`)).context).toEqual(context);
  });

  test("that is the stack's secret is allowed as the default key, also if it looks like another one", async () => {
    const key = keyWith();
    const { ask } = await authorizer([], { isDefaultKey: async (text) => [SECRET_KEY, key.text].includes(text) });
    for (const text of [SECRET_KEY, key.text]) {
      expect(await ask(`Bearer ${text}`)).toMatchObject({ ...ALLOWED, context: { key_id: "key_default" } });
    }
  });

  test("that is wrong, expired, revoked, unknown or malformed is denied, and nothing distinguishes these", async () => {
    const [key, ended] = [keyWith(), keyWith()];
    const rotated = withNewText(key, { sha256: "another", overlapSeconds: 1, now: NOON - 1_000 }) ?? key;
    const { ask } = await authorizer([rotated, withoutTexts(ended, NOON)]);
    const denial = await ask(`Bearer ${key.text}`);
    expect(denial).toMatchObject(DENIED);
    const wrong = [`${key.text.slice(0, -1)}T`, ended.text, keyWith().text, `${SECRET_KEY}x`, "undefined"];
    for (const token of [...wrong.map((text) => `Bearer ${text}`), "", "Bearer", SECRET_KEY, `Basic ${SECRET_KEY}`]) {
      expect(await ask(token)).toEqual(denial);
    }
  });

  test("is accepted with its earlier text until the overlap ends", async () => {
    const key = keyWith();
    const rotated = withNewText(key, { sha256: "another", overlapSeconds: 60, now: NOON }) ?? key;
    const { ask, world } = await authorizer([rotated]);
    expect(await ask(`Bearer ${key.text}`)).toMatchObject(ALLOWED);
    world.now += 60_000;
    expect(await ask(`Bearer ${key.text}`)).toMatchObject(DENIED);
  });
});

test("an answer contains neither the text of the key nor its hash", async () => {
  const key = keyWith({ scope: { metrics: ["A"] } });
  const { ask } = await authorizer([key]);
  const answers = JSON.stringify([await ask(`Bearer ${key.text}`), await ask(`Bearer ${SECRET_KEY}`)]);
  for (const secret of [key.text, SECRET, SECRET_KEY, "hash of"]) expect(answers).not.toContain(secret);
});

test("an answer applies to the whole stage, because API Gateway caches it for all paths", async () => {
  const { ask } = await authorizer();
  expect((await ask(`Bearer ${SECRET_KEY}`)).policyDocument.Statement).toMatchObject([
    { Action: "execute-api:Invoke", Resource: "arn:aws:execute-api:eu-west-1:111122223333:api1/v1/*" },
  ]);
});

describe("the last use", () => {
  test("of a key is stored at most once a minute", async () => {
    const key = keyWith();
    const { ask, keys, world } = await authorizer([key]);
    const lastUse = async () => (await keys.find(key.id))?.last_used_at;
    await ask(`Bearer ${key.text}`);
    expect(await lastUse()).toBe(NOON);
    world.now += 59_999;
    await ask(`Bearer ${key.text}`);
    expect(await lastUse()).toBe(NOON);
    world.now += 1;
    await ask(`Bearer ${key.text}`);
    expect(await lastUse()).toBe(NOON + 60_000);
  });

  test("of the default key is stored from its first use on", async () => {
    const { ask, keys, world } = await authorizer();
    await ask(`Bearer ${SECRET_KEY}`);
    expect(await keys.find("key_default")).toMatchObject({ name: "default", texts: [], last_used_at: NOON });
    world.now += 60_000;
    await ask(`Bearer ${SECRET_KEY}`);
    expect(await keys.find("key_default")).toMatchObject({ last_used_at: NOON + 60_000 });
  });

  test("of a denied request is not stored", async () => {
    const key = keyWith();
    const { ask, keys } = await authorizer([key]);
    await ask(`Bearer ${key.text.slice(0, -1)}T`);
    expect(await keys.list()).toEqual([key]);
  });

  test("that can't be stored does not refuse the request", async () => {
    const key = keyWith();
    const broken = new MemoryKeyStore();
    await broken.add(key);
    broken.used = () => Promise.reject(new Error("throttled"));
    const { ask, errors } = await authorizer([], { keys: broken });
    expect(await ask(`Bearer ${key.text}`)).toMatchObject(ALLOWED);
    expect(errors).toHaveLength(1);
  });
});

test("an unavailable key is an error, so the request is neither allowed nor denied", async () => {
  const failing = new MemoryKeyStore();
  failing.find = () => Promise.reject(new Error("no answer"));
  const { ask } = await authorizer([], { keys: failing });
  await expect(ask(`Bearer ${keyWith().text}`)).rejects.toThrow("no answer");
  const withoutSecret = await authorizer([], { isDefaultKey: () => Promise.reject(new Error("no secret")) });
  await expect(withoutSecret.ask(`Bearer ${SECRET_KEY}`)).rejects.toThrow("no secret");
});
