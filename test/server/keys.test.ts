// The life of ingest keys in the real process, over HTTP.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test } from "vitest";
import { NOON } from "#support/delivery-samples.ts";
import { ORDER, startTestProcess, type TestProcess } from "#support/test-process.ts";

const MINUTE_MS = 60_000;

let flowhook: TestProcess;
const world = { now: NOON };

/** Starts the process on a clock that shows noon until the test moves it. */
async function start(options: { readonly data?: string } = {}): Promise<void> {
  world.now = NOON;
  const clock = { now: () => world.now, setTimer: () => () => {} };
  flowhook = await startTestProcess({ flows: {}, clock, ...options });
}

afterEach(() => flowhook.stop());

/** Asks the API of keys; resolves with `data` of the answer. */
async function keys(path = "", body?: object) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  return JSON.parse(await (await flowhook.manage(`/keys${path}`, init)).text()).data;
}

const statusOf = async (key: string, event: object = ORDER) =>
  (await flowhook.post(event, { authorization: `Bearer ${key}` })).status;

test("a key works from its creation to its revocation, over a rotation in whose overlap both texts work", async () => {
  await start();
  const created = await keys("", { name: "shop" });
  expect(await statusOf(created.text)).toBe(202);
  const rotated = await keys(`/${created.id}/rotate`, { overlap_seconds: 60 });
  expect([await statusOf(created.text), await statusOf(rotated.text)]).toEqual([202, 202]);
  world.now += MINUTE_MS;
  expect([await statusOf(created.text), await statusOf(rotated.text)]).toEqual([401, 202]);
  await keys(`/${created.id}/revoke`, {});
  expect(await statusOf(rotated.text)).toBe(401);
  expect((await keys())[1]).toMatchObject({ id: created.id, status: "revoked", last_used_at: iso(NOON + MINUTE_MS) });
});

const iso = (time: number) => new Date(time).toISOString();

test("keys and their last uses survive a restart", async () => {
  const data = mkdtempSync(join(tmpdir(), "flowhook-keys-"));
  await start({ data });
  const created = await keys("", { name: "shop", scope: { metrics: ["Placed "] } });
  const revoked = await keys("", { name: "former" });
  await keys(`/${revoked.id}/revoke`, {});
  expect(await statusOf(created.text)).toBe(202);
  const before = await keys();
  await flowhook.stop();
  await start({ data });
  expect(await keys()).toEqual(before);
  expect([await statusOf(created.text), await statusOf(revoked.text)]).toEqual([202, 401]);
  expect(await statusOf(created.text, { ...ORDER, metric: "Cancelled Order" })).toBe(403);
  onTestFinished(() => rmSync(data, { recursive: true }));
});

test("a key with a rate gets a 429 with a Retry-After, and the others are not affected", async () => {
  await start();
  const limited = await keys("", { name: "slow", rate: { requests_per_second: 0.1, burst: 2 } });
  const other = await keys("", { name: "fast" });
  expect([await statusOf(limited.text), await statusOf(limited.text)]).toEqual([202, 202]);
  const refused = await flowhook.post(ORDER, { authorization: `Bearer ${limited.text}` });
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "10"]);
  expect(await statusOf(other.text)).toBe(202);
  world.now += 10_000;
  expect(await statusOf(limited.text)).toBe(202);
});

test("the default key is listed with its last use, and the answer to its rotation says where it is set", async () => {
  await start();
  expect((await flowhook.post(ORDER)).status).toBe(202);
  const [first] = await keys();
  expect(first).toMatchObject({ id: "key_default", name: "default", status: "active", last_used_at: iso(NOON) });
  const answer = await flowhook.manage("/keys/key_default/rotate", { method: "POST" });
  expect(answer.status).toBe(409);
  expect(await answer.text()).toContain("FLOWHOOK_API_KEY");
  expect((await flowhook.post(ORDER)).status).toBe(202);
});

test("a key is also accepted as the user name of Basic authentication", async () => {
  await start();
  const { text } = await keys("", { name: "segment" });
  const authorization = `Basic ${Buffer.from(`${text}:`).toString("base64")}`;
  expect((await flowhook.post(ORDER, { authorization })).status).toBe(202);
});
