// DynamoDB for tests, in this process and in memory: the tables of the stack, empty.

import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { WAITS_BY_FLOW } from "#backends/aws/delays/waiting-run-index.ts";
import { BY_FLOW, type DeliveryIndex, UNDELIVERED } from "#backends/aws/deliveries/delivery-index.ts";
import { DynamoDbDeliveryStore } from "#backends/aws/deliveries/dynamodb-delivery-store.ts";
import { FAILING_TARGETS } from "#backends/aws/targets/target-keys.ts";
import { eventually } from "../eventually.ts";
import { withTransactions } from "./dynamodb-transactions.ts";
import { MemoryFiles } from "./memory-files.ts";

/** An emulator with one of each table. */
export interface DynamoDbEmulator {
  readonly client: DynamoDBClient;
  /** The configuration of another client of the same tables. */
  readonly config: DynamoDBClientConfig;
  readonly flows: string;
  /** In the place of the bucket with all flows. */
  readonly flowFiles: MemoryFiles;
  readonly deliveries: string;
  readonly waits: string;
  readonly profiles: string;
  readonly targets: string;
  readonly keys: string;
  close(): Promise<void>;
}

/** Starts an emulator on a free port and makes the tables. */
export async function startDynamoDb(): Promise<DynamoDbEmulator> {
  const emulator = await listening(dynalite({ createTableMs: 0 }));
  const server = await listening(withTransactions(emulator, localClient(portOf(emulator)).endpoint));
  const config = localClient(portOf(server));
  const client = new DynamoDBClient(config);
  const tables = {
    flows: "flows",
    deliveries: "deliveries",
    waits: "waits",
    profiles: "profiles",
    targets: "targets",
    keys: "keys",
  };
  await createTable(client, tables.flows, []);
  await createTable(client, tables.deliveries, [BY_FLOW, UNDELIVERED]);
  await createTable(client, tables.waits, [WAITS_BY_FLOW]);
  await createTable(client, tables.profiles, []);
  await createTable(client, tables.keys, []);
  await createTable(client, tables.targets, [FAILING_TARGETS], "ALL");
  return {
    client,
    config,
    ...tables,
    flowFiles: new MemoryFiles(),
    async close() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
      await new Promise((resolve) => emulator.close(resolve));
    },
  };
}

async function listening(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** The emulator's flows table, over its client or another one. */
export function flowsTable(emulator: DynamoDbEmulator, client = emulator.client) {
  return { client, tableName: emulator.flows, snapshots: emulator.flowFiles };
}

/** A delivery store on the emulator's table, for the deliveries of one flow. */
export function deliveryStore({ client, deliveries }: DynamoDbEmulator): DynamoDbDeliveryStore {
  return new DynamoDbDeliveryStore({ client, tableName: deliveries, flowIds: async () => ["printed-catalogue"] });
}

/** The configuration of a client of an emulator on this machine. */
export function localClient(port: number): DynamoDBClientConfig & { readonly endpoint: string } {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    region: "eu-west-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
}

/** The port that a listening server was given. */
export function portOf(server: Server): number {
  // A server on a TCP port has an address of this type; a string is for pipes.
  return (server.address() as AddressInfo).port;
}

async function createTable(
  client: DynamoDBClient,
  name: string,
  indexes: readonly DeliveryIndex[],
  projection: "ALL" | "KEYS_ONLY" = "KEYS_ONLY",
): Promise<void> {
  const attributes = [...new Set(["pk", "sk", ...indexes.flatMap(({ partition, sort }) => [partition, sort])])];
  const keys = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: "HASH" as const },
    { AttributeName: sort, KeyType: "RANGE" as const },
  ];
  const secondary = indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: keys(index.partition, index.sort),
    Projection: { ProjectionType: projection },
  }));
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: attributes.map((attribute) => ({ AttributeName: attribute, AttributeType: "S" })),
      KeySchema: keys("pk", "sk"),
      ...(secondary.length === 0 ? {} : { GlobalSecondaryIndexes: secondary }),
    }),
  );
  await eventually(`the table ${name} is active`, () => isActive(client, name));
}

async function isActive(client: DynamoDBClient, name: string): Promise<boolean> {
  return (await client.send(new DescribeTableCommand({ TableName: name }))).Table?.TableStatus === "ACTIVE";
}
