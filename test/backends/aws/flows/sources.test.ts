// Sources in DynamoDB: a deployment writes them, and functions read them again when they change.

import type { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Table } from "#backends/aws/dynamodb/table.ts";
import { DynamoDbSources } from "#backends/aws/flows/dynamodb-sources.ts";
import { readSources, writeSources } from "#backends/aws/flows/source-row.ts";
import type { Source } from "#core/sources/source.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { NOON } from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";

const SHOP: Source = { name: "shop", kind: "shopify", secret: "shop" };
const CODE: Source = {
  name: "code",
  kind: "github",
  secret: ["new_code", "code"],
  mapping: { metrics: { push: null } },
};

let emulator: DynamoDbEmulator;
let table: Table;
beforeEach(async () => {
  emulator = await startDynamoDb();
  table = { client: emulator.client, tableName: emulator.flows };
});
afterEach(() => emulator.close());

test("a deployment replaces all sources", async () => {
  expect(await readSources(table)).toEqual([]);
  await writeSources(table, [SHOP, CODE], NOON);
  expect(await readSources(table)).toEqual([SHOP, CODE]);
  await writeSources(table, [CODE], NOON + 1);
  expect(await readSources(table)).toEqual([CODE]);
});

test("changed sources are in use after five seconds, and a new one after one second", async () => {
  let now = NOON;
  const sources = new DynamoDbSources(table, () => now);
  const names = async (wanted: readonly string[]) => [...(await sources.current(wanted)).keys()];
  await writeSources(table, [SHOP], NOON);
  expect(await names(["shop"])).toEqual(["shop"]);
  await writeSources(table, [SHOP, CODE], NOON);
  now += 999;
  expect(await names(["code"])).toEqual(["shop"]);
  now += 1;
  expect(await names(["shop"])).toEqual(["shop"]);
  expect(await names(["code"])).toEqual(["shop", "code"]);
  await writeSources(table, [CODE], NOON);
  now += 4_999;
  expect(await names(["shop"])).toEqual(["shop", "code"]);
  now += 1;
  expect(await names([])).toEqual(["code"]);
});

test("a source that this release can't read is named", async () => {
  await writeSources(table, [SHOP, Object.assign({ ...CODE }, { kind: "other" })], NOON);
  await expect(readSources(table)).rejects.toThrow('can\'t read the stored source "code": /kind');
});

test("sources that are too large for a row are refused, and the stored ones stay", async () => {
  await writeSources(table, [SHOP], NOON);
  const large: Source = { ...CODE, mapping: { properties: { text: incompressibleText(600_000, 1) } } };
  await expect(writeSources(table, [large], NOON)).rejects.toThrow("Shorten their mappings");
  expect(await readSources(table)).toEqual([SHOP]);
});

test("sources are not read while the table can't be reached, and then again", async () => {
  await writeSources(table, [SHOP], NOON);
  let fails = true;
  const send = emulator.client.send.bind(emulator.client);
  const client = Object.assign(Object.create(emulator.client), {
    send: (command: PutItemCommand) => (fails ? Promise.reject(new Error("down")) : send(command)),
  });
  const sources = new DynamoDbSources({ ...table, client }, () => NOON);
  await expect(sources.current(["shop"])).rejects.toThrow("down");
  fails = false;
  expect((await sources.current(["shop"])).has("shop")).toBe(true);
});
