import { DynamoDBClient, type PutItemCommandInput, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readFlowIds } from "#backends/aws/dynamodb-flow-reader.ts";
import { DynamoDbFlowStore } from "#backends/aws/dynamodb-flow-store.ts";
import { NOON } from "../../contracts/delivery-samples.ts";
import { flowPublicationContract, sampleFlow } from "../../contracts/flow-publication.contract.ts";
import { type DynamoDbEmulator, startDynamoDb } from "./dynamodb-emulator.ts";

flowPublicationContract("DynamoDB", async () => {
  const { client, flows, close } = await startDynamoDb();
  return { store: new DynamoDbFlowStore({ client, tableName: flows }), close };
});

describe("the flows table", () => {
  let emulator: DynamoDbEmulator;
  let store: DynamoDbFlowStore;
  beforeEach(async () => {
    emulator = await startDynamoDb();
    store = new DynamoDbFlowStore({ client: emulator.client, tableName: emulator.flows });
  });
  afterEach(() => emulator.close());

  /** A store whose writes are told to `before` first. */
  function watched(before: (input: PutItemCommandInput) => Promise<void>): DynamoDbFlowStore {
    const client = new DynamoDBClient(emulator.config);
    client.middlewareStack.add(
      (next, context) => async (args) => {
        // The command of this name has this input.
        if (context.commandName === "PutItemCommand") await before(args.input as PutItemCommandInput);
        return next(args);
      },
      { step: "initialize", name: "watch" },
    );
    return new DynamoDbFlowStore({ client, tableName: emulator.flows });
  }

  test("ids are those of all flows, disabled ones too", async () => {
    await store.replace([sampleFlow("a-flow"), sampleFlow("b-flow")], NOON);
    await store.replace([sampleFlow("b-flow")], NOON);
    expect(await readFlowIds({ client: emulator.client, tableName: emulator.flows })).toEqual(["a-flow", "b-flow"]);
  });

  test("every form that a flow had is kept, with the version that brought it", async () => {
    await store.replace([sampleFlow("a-flow"), sampleFlow("b-flow")], NOON);
    await store.replace([sampleFlow("a-flow"), sampleFlow("b-flow", { name: "changed" })], NOON + 1);
    const history = async (id: string) => {
      const key = { ":pk": { S: `history#${id}` } };
      const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: key };
      const { Items = [] } = await emulator.client.send(new QueryCommand({ TableName: emulator.flows, ...query }));
      return Items.map((item) => [item["sk"]?.S, JSON.parse(item["definition"]?.S ?? "").name, item["updated_at"]?.N]);
    };
    expect(await history("a-flow")).toEqual([["0000000001", "The flow a-flow", String(NOON)]]);
    expect(await history("b-flow")).toEqual([
      ["0000000001", "The flow b-flow", String(NOON)],
      ["0000000002", "changed", String(NOON + 1)],
    ]);
  });

  test("a replacement that ends in its middle leaves the version; the next one finishes it", async () => {
    await store.replace([sampleFlow("a-flow")], NOON);
    const before = await store.version();
    const failing = watched(async ({ Item: item }) => {
      if (item?.["pk"]?.S === "catalogue") throw new Error("out of reach");
    });
    const flows = [sampleFlow("a-flow", { name: "changed" })];
    await expect(failing.replace(flows, NOON)).rejects.toThrow("out of reach");
    expect(await store.version()).toBe(before);
    await store.replace(flows, NOON);
    expect(await store.version()).not.toBe(before);
    expect((await store.load()).flows).toEqual(flows);
  });

  test.each([[[]], [[sampleFlow("a-flow")]]])("of two replacements at the same time one is refused", async (held) => {
    if (held.length > 0) await store.replace(held, NOON);
    const overtaken = watched(async ({ Item: item }) => {
      if (item?.["pk"]?.S === "catalogue") await store.replace([sampleFlow("b-flow")], NOON);
    });
    await expect(overtaken.replace([sampleFlow("c-flow")], NOON)).rejects.toThrow("at the same time");
  });

  test("flows that are read while they are replaced have the version before it", async () => {
    await store.replace([sampleFlow("a-flow")], NOON);
    const seen: string[] = [];
    const slow = watched(async () => {
      seen.push((await store.load()).version);
    });
    const { version } = await slow.replace([sampleFlow("a-flow", { name: "changed" })], NOON);
    expect(seen).toHaveLength(3);
    expect(seen).not.toContain(version);
  });
});
