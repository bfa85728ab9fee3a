// The routes of ingest keys over a store in memory. test/server/keys.test.ts uses the keys.

import { describe, expect, it } from "vitest";
import { keyRoutes } from "#api/key-routes.ts";
import { refusals } from "#api/refusals.ts";
import type { ManageKeysPorts } from "#app/keys/manage-keys.ts";
import { MemoryKeyStore } from "#backends/memory/memory-key-store.ts";
import { NOON } from "#support/delivery-samples.ts";
import { countedRandomness, freshKey } from "#support/key-samples.ts";

const iso = (time: number) => new Date(time).toISOString();

function routes(changes: Partial<ManageKeysPorts> = {}) {
  const world = { now: NOON };
  const keys = new MemoryKeyStore();
  const app = keyRoutes(
    {
      keys,
      keyRandomness: countedRandomness(),
      sha256Hex: (text) => `hash of ${text}`,
      now: () => world.now,
      ...changes,
    },
    refusals(() => "request-1"),
  );
  const ask = async (method: string, path: string, body?: unknown) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await app.request(path, { method, ...(body === undefined ? {} : { body: text }) });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  return { ask, keys, world };
}

const ID = `key_${"1".padStart(20, "0")}`;
const refused = (status: number, code: string, detail: unknown, pointer = "") => ({
  status,
  body: { errors: [expect.objectContaining({ code, detail, source: { pointer } })] },
});

describe("a key", () => {
  it("is created with a text that only this answer contains", async () => {
    const { ask } = routes();
    const scope = { metrics: ["Placed "], sources: ["crm"] };
    const rate = { requests_per_second: 5, burst: 10 };
    const created = await ask("POST", "/keys", { name: "shop", scope, rate });
    const view = { id: ID, name: "shop", status: "active", scope, rate, created_at: iso(NOON) };
    expect(created).toEqual({
      status: 201,
      body: { data: { ...view, text: `fhk_${ID.slice(4)}_${"2".padStart(43, "S")}` } },
    });
    const listed = await ask("GET", "/keys");
    expect(listed.body.data[1]).toEqual(view);
    expect(JSON.stringify(listed.body)).not.toMatch(/fhk_|hash of/);
  });

  it("may do everything and has no rate unless the request says otherwise", async () => {
    const { ask } = routes();
    const { body } = await ask("POST", "/keys", { name: "shop" });
    expect(body.data).toMatchObject({ scope: {} });
    expect(body.data).not.toHaveProperty("rate");
  });

  it("is rotated with an overlap of a day, or of the stated time, whose end is shown until then", async () => {
    const { ask, world } = routes();
    await ask("POST", "/keys", { name: "shop" });
    const first = await ask("POST", `/keys/${ID}/rotate`);
    const day = 24 * 60 * 60_000;
    expect(first).toMatchObject({ status: 200, body: { data: { earlier_texts_expire_at: [iso(NOON + day)] } } });
    expect(first.body.data.text).toMatch(/^fhk_/);
    const second = await ask("POST", `/keys/${ID}/rotate`, { overlap_seconds: 60 });
    expect(second.body.data.earlier_texts_expire_at).toEqual([iso(NOON + 60_000), iso(NOON + 60_000)]);
    expect(second.body.data.text).not.toBe(first.body.data.text);
    world.now += 60_000;
    expect((await ask("GET", "/keys")).body.data[1]).not.toHaveProperty("earlier_texts_expire_at");
  });

  it("is revoked, stays in the list, and can't be rotated any more", async () => {
    const { ask } = routes();
    await ask("POST", "/keys", { name: "shop" });
    const revoked = await ask("POST", `/keys/${ID}/revoke`);
    expect(revoked).toMatchObject({ status: 200, body: { data: { status: "revoked", revoked_at: iso(NOON) } } });
    expect((await ask("GET", "/keys")).body.data[1]).toEqual(revoked.body.data);
    expect(await ask("POST", `/keys/${ID}/revoke`)).toEqual(revoked);
    expect(await ask("POST", `/keys/${ID}/rotate`)).toEqual(
      refused(409, "conflict", "The key is revoked. Create another one."),
    );
  });

  it("has at most five valid texts", async () => {
    const { ask } = routes();
    await ask("POST", "/keys", { name: "shop" });
    for (let count = 0; count < 4; count++) await ask("POST", `/keys/${ID}/rotate`);
    expect(await ask("POST", `/keys/${ID}/rotate`)).toEqual(
      refused(409, "conflict", expect.stringContaining("overlap of 0")),
    );
    expect((await ask("POST", `/keys/${ID}/rotate`, { overlap_seconds: 0 })).status).toBe(200);
  });
});

describe("the default key", () => {
  it("is the first of the list, with its last use", async () => {
    const { ask, keys } = routes();
    await keys.add(freshKey());
    await keys.add({ ...freshKey(), id: "key_default", name: "default" });
    await keys.used("key_default", NOON + 5);
    expect((await ask("GET", "/keys")).body.data[0]).toMatchObject({
      id: "key_default",
      name: "default",
      last_used_at: iso(NOON + 5),
    });
  });

  it("is listed also before it was used", async () => {
    const { ask } = routes({ defaultKeyAdvice: "Change the secret." });
    const view = { id: "key_default", name: "default", status: "active", scope: {} };
    expect((await ask("GET", "/keys")).body).toEqual({ data: [view] });
  });

  it("can't be changed here if its text is set elsewhere; the answer says where", async () => {
    const { ask } = routes({ defaultKeyAdvice: "Change the secret." });
    for (const verb of ["rotate", "revoke"]) {
      expect(await ask("POST", `/keys/key_default/${verb}`)).toEqual(refused(409, "conflict", "Change the secret."));
    }
  });

  it("can be rotated and revoked if it was generated", async () => {
    const { ask, keys } = routes();
    await keys.add({ ...freshKey(), id: "key_default", name: "default" });
    expect((await ask("POST", "/keys/key_default/rotate")).body.data.text).toMatch(/^fhk_default_/);
    expect((await ask("POST", "/keys/key_default/revoke")).body.data.status).toBe("revoked");
  });
});

describe("a request is refused", () => {
  it.each<[string, string, unknown, string]>([
    ["without a name", "/keys", {}, "/name"],
    ["with the name of the default key", "/keys", { name: "default" }, "/name"],
    ["with an empty scope of one kind", "/keys", { name: "a", scope: { metrics: [] } }, "/scope/metrics"],
    ["with an unknown field", "/keys", { name: "a", scopes: {} }, "/scopes"],
    ["with an incomplete rate", "/keys", { name: "a", rate: { burst: 1 } }, "/rate/requests_per_second"],
    ["with a body that is not JSON", "/keys", "{", ""],
    ["with a negative overlap", `/keys/${ID}/rotate`, { overlap_seconds: -1 }, "/overlap_seconds"],
    ["with an overlap of more than 30 days", `/keys/${ID}/rotate`, { overlap_seconds: 2_592_001 }, "/overlap_seconds"],
    ["with another field of a rotation", `/keys/${ID}/rotate`, { overlap: 1 }, "/overlap"],
  ])("%s", async (_, path, body, pointer) => {
    const { ask, keys } = routes();
    expect(await ask("POST", path, body)).toEqual(refused(400, "invalid", expect.any(String), pointer));
    expect(await keys.list()).toEqual([]);
  });

  it("about a key that does not exist", async () => {
    const { ask } = routes();
    for (const verb of ["rotate", "revoke"]) {
      expect(await ask("POST", `/keys/key_none/${verb}`)).toEqual(
        refused(404, "not_found", 'There is no key "key_none".'),
      );
    }
  });

  it("with a rate that the gateway can't enforce; the answer lists the rates that it can", async () => {
    const keyGateway = {
      rates: [{ requests_per_second: 5, burst: 10 }],
      admit: () => Promise.reject(new Error("the test must not call this port")),
      dismiss: () => Promise.reject(new Error("the test must not call this port")),
    };
    const { ask } = routes({ keyGateway });
    const rate = { requests_per_second: 6, burst: 10 };
    expect(await ask("POST", "/keys", { name: "a", rate })).toEqual(
      refused(400, "invalid", expect.stringContaining("There are: 5/s, 10 at once."), "/rate"),
    );
  });

  it("with a body that is too long", async () => {
    const { ask } = routes();
    expect((await ask("POST", "/keys", { name: "x".repeat(20_000) })).status).toBe(413);
  });
});
