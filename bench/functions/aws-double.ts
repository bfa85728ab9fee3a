// The parts of DynamoDB, SQS, S3 and Secrets Manager that the bench's functions call, in this process. The flows are real,
// because functions load them; every other call succeeds and stores nothing.

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { number, text } from "#backends/aws/dynamodb/attribute-values.ts";
import { DynamoDbFlowStore } from "#backends/aws/flows/dynamodb-flow-store.ts";
import { FAILING_TARGETS, healthKey } from "#backends/aws/targets/target-keys.ts";
import type { TargetHealth } from "#core/delivery/target-health.ts";
import type { Flow } from "#core/flow/flow.ts";
import { MemoryTable } from "../catalogue/memory-table.ts";

/** The name of the flows table; every other table is empty. */
export const FLOWS_TABLE = "flows";

/** The values of secrets, by their ids: one to sign with, and no secrets that flows name. */
const SECRETS: Readonly<Record<string, string>> = {
  signing: `whsec_${Buffer.alloc(32, "flowhook").toString("base64")}`,
  targets: "{}",
};

const HOUR_MS = 60 * 60_000;

/** The stand-in for AWS. */
export class AwsDouble {
  /** The number of calls of each operation. */
  readonly calls = new Map<string, number>();
  /** The bodies of sent messages, by the URL of their queue. */
  readonly sent = new Map<string, string[]>();
  /** The response times of SQS and the other services, in milliseconds. */
  latency = { sqs: 0, others: 0 };
  /** A target whose circuit is open. */
  failingTarget: string | undefined;
  readonly #table = new MemoryTable();
  readonly #files = new Map<string, Uint8Array>();

  /** Starts the stand-in on a free port, with these flows. */
  static async start(flows: readonly Flow[]): Promise<{ readonly double: AwsDouble; readonly server: Server }> {
    const double = new AwsDouble();
    await double.#deploy(flows);
    const server = createServer((request, response) => void double.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { double, server };
  }

  async #deploy(flows: readonly Flow[]): Promise<void> {
    const files = this.#files;
    const snapshots = {
      read: async (name: string) => files.get(name) ?? Buffer.of(),
      write: async (name: string, content: Uint8Array) => void files.set(name, content),
      remove: async (name: string) => void files.delete(name),
    };
    const { client } = this.#table;
    await new DynamoDbFlowStore({ client, tableName: FLOWS_TABLE, snapshots }, console.error).replace(
      flows,
      Date.now(),
    );
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(request.headers["x-amz-target"] ?? "S3.GetObject");
    this.calls.set(operation, (this.calls.get(operation) ?? 0) + 1);
    const body = await textOf(request);
    const file = this.#files.get(request.url?.split("/").at(-1)?.split("?")[0] ?? "");
    const answer = operation === "S3.GetObject" ? (file ?? Buffer.of()) : await this.#json(operation, JSON.parse(body));
    const latency = operation.startsWith("AmazonSQS") ? this.latency.sqs : this.latency.others;
    if (latency > 0) await pause(latency);
    response.setHeader("content-type", "application/x-amz-json-1.0");
    response.setHeader("content-length", answer.length);
    response.end(answer);
  }

  async #json(operation: string, input: Call): Promise<Buffer> {
    const answer = operation.endsWith("SendMessageBatch") ? this.#take(input) : await this.#read(operation, input);
    return Buffer.from(JSON.stringify(answer, (_, value) => inBase64(value)));
  }

  #take({ QueueUrl = "", Entries = [] }: Call): object {
    const sent = this.sent.get(QueueUrl) ?? [];
    this.sent.set(QueueUrl, sent);
    for (const { MessageBody } of Entries) sent.push(MessageBody);
    const Successful = Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: Id,
      MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
    }));
    return { Successful, Failed: [] };
  }

  async #read(operation: string, input: Call): Promise<object> {
    if (operation.endsWith("GetSecretValue")) return { SecretString: SECRETS[input.SecretId ?? ""], CreatedDate: 0 };
    const { TableName, Key, ...query } = input;
    const { client } = this.#table;
    if (TableName === FLOWS_TABLE && Key) return client.send(new GetItemCommand({ TableName, Key }));
    if (TableName === FLOWS_TABLE) return client.send(new QueryCommand({ TableName, ...query }));
    return operation.endsWith("Query") ? this.#failing(input) : {};
  }

  /** Returns a partition of the index of failing targets. */
  #failing({ IndexName, ExpressionAttributeValues: values }: Call): object {
    const target = this.failingTarget;
    const isFirst = JSON.stringify(values).includes("#0");
    if (target === undefined || IndexName !== FAILING_TARGETS.name || !isFirst) return { Items: [], Count: 0 };
    const now = Date.now();
    const health: TargetHealth = {
      failures: 100,
      failing_since: now - HOUR_MS,
      last_failed_at: now,
      reason: "timeout",
      circuit: { opened_at: now - HOUR_MS, probes: 10, probe_at: now + HOUR_MS },
    };
    const Items = [{ ...healthKey(target), v: number(1), health: text(JSON.stringify(health)) }];
    return { Items, Count: Items.length };
  }
}

/** The part of a call's input that the double reads. */
interface Call {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Record<string, { readonly S: string }>;
  readonly ExpressionAttributeValues?: Record<string, { readonly S: string }>;
  readonly SecretId?: string;
  readonly QueueUrl?: string;
  readonly Entries?: readonly { readonly Id: string; readonly MessageBody: string }[];
}

function inBase64(value: unknown): unknown {
  // JSON.stringify calls the toJSON of a Buffer before the replacer.
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (typeof value === "object" && value !== null && "type" in value && value.type === "Buffer" && "data" in value)
    return Array.isArray(value.data) ? Buffer.from(value.data).toString("base64") : value;
  return value;
}
