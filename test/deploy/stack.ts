// The deployed stack as its users see it: they send events over HTTPS (here HTTP), read dead letters and secrets with AWS's tools,
// and deliveries with the management API.

import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { type AttributeValue, DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { defaultUsageKey } from "#backends/aws/keys/usage-key.ts";
import type { Outputs } from "./cdk.ts";
import type { Emulator } from "./emulator.ts";
import { STAND_INS } from "./emulator-gaps.ts";

/** An answer over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** A row of a table. */
export type Row = Readonly<Record<string, AttributeValue>>;

const WAIT_MS = 60_000;

/** A stack on the emulator. */
export class DeployedStack {
  readonly #emulator: Emulator;
  readonly #outputs: Outputs;
  readonly #sqs: SQSClient;
  readonly #secrets: SecretsManagerClient;
  readonly #dynamodb: DynamoDBClient;

  constructor(emulator: Emulator, outputs: Outputs) {
    this.#emulator = emulator;
    this.#outputs = outputs;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = { endpoint: emulator.url, region: "us-east-1", credentials };
    this.#sqs = new SQSClient(client);
    this.#secrets = new SecretsManagerClient(client);
    this.#dynamodb = new DynamoDBClient(client);
  }

  /** The id of the ingest API: the first part of its host name. */
  get ingestApiId(): string {
    return apiIdOf(this.output("IngestUrl"));
  }

  output(name: string): string {
    const value = this.#outputs[name];
    if (value === undefined) throw new Error(`The stack has no output ${name}`);
    return value;
  }

  /** The value of the secret that an output names. */
  async secret(output: string): Promise<string> {
    return await this.#secretText(this.output(output));
  }

  /** Replaces the value of the secret that an output names. */
  async replaceSecret(output: string, value: string): Promise<void> {
    await this.#secrets.send(new PutSecretValueCommand({ SecretId: this.output(output), SecretString: value }));
  }

  /** The signing secret in the form that receivers use. */
  async signingSecret(): Promise<string> {
    return `whsec_${await this.secret("SigningSecret")}`;
  }

  /** Sends a body to a path of ingest; `authorization` and `content-type` as in `headers`. */
  send(body: string, headers: Readonly<Record<string, string>>, path = "/events"): Promise<Answer> {
    const { url, headers: standIns } = this.ingestRequest(randomUUID());
    return this.#call("POST", `${url}${path}`, { ...standIns, ...headers }, body);
  }

  /** The URL of ingest on the emulator, and headers in place of the values that AWS gives to each request. */
  ingestRequest(requestId: string): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
    const stage = new URL(this.output("IngestUrl")).pathname;
    const headers = {
      // The emulator takes the key of usage plans only from this header, and not from the authorizer's answer.
      "x-api-key": defaultUsageKey(this.ingestApiId),
      [STAND_INS["$context.extendedRequestId"]]: requestId,
      [STAND_INS["$context.requestTimeEpoch"]]: String(Date.now()),
    };
    return { url: new URL(`/restapis/${this.ingestApiId}${stage}/_user_request_`, this.#emulator.url).href, headers };
  }

  /** Calls the management API, with the admin token unless `headers` say otherwise. */
  async manage(
    method: "GET" | "POST" | "DELETE",
    path: string,
    { headers, body }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
  ): Promise<Answer> {
    const url = new URL(this.output("ManagementUrl"));
    const api = `/restapis/${apiIdOf(url.href)}${url.pathname}/_user_request_/manage/v1`;
    const own = headers ?? { authorization: `Bearer ${await this.secret("AdminTokenSecret")}` };
    return await this.#call(method, `${api}${path}`, own, body);
  }

  /** The next message of a dead-letter queue. Waits for it, and fails after a minute. */
  async deadLetter(output: "EventsDeadLettersUrl" | "FailedDeliveriesUrl"): Promise<Message> {
    const deadline = Date.now() + WAIT_MS;
    while (Date.now() < deadline) {
      const { Messages: messages = [] } = await this.#sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: this.output(output),
          MessageAttributeNames: ["All"],
          WaitTimeSeconds: 5,
          VisibilityTimeout: 600,
        }),
      );
      if (messages[0] !== undefined) return messages[0];
    }
    throw new Error(`No message arrived in ${output} in ${WAIT_MS / 1_000} s`);
  }

  /** A table of the stack, by a part of its name. */
  async table(part: string): Promise<{ readonly client: DynamoDBClient; readonly tableName: string }> {
    const { TableNames: names = [] } = await this.#dynamodb.send(new ListTablesCommand({}));
    const tableName = names.find((name) => name.includes(part));
    if (tableName === undefined) throw new Error(`The stack has no table ${part}`);
    return { client: this.#dynamodb, tableName };
  }

  /** The wanted rows of a table, once there are `count` of them. Fails after a minute. */
  async rowsOf(tablePart: string, count: number, wanted: (row: Row) => boolean | undefined): Promise<Row[]> {
    const { tableName: table } = await this.table(tablePart);
    const deadline = Date.now() + WAIT_MS;
    while (Date.now() < deadline) {
      const { Items: rows = [] } = await this.#dynamodb.send(new ScanCommand({ TableName: table }));
      const found = rows.filter(wanted);
      if (found.length >= count) return found;
      await pause(100);
    }
    throw new Error(`${table} has no ${count} such rows after ${WAIT_MS / 1_000} s`);
  }

  /** Runs a function once, as a schedule would. Fails if the function fails. */
  async invoke(name: string): Promise<void> {
    const headers = { authorization: this.#emulator.signedFor("lambda") };
    const { body: list } = await this.#call("GET", "/2015-03-31/functions/?MaxItems=100", headers);
    const { Functions: functions }: { Functions: { FunctionName: string }[] } = JSON.parse(list);
    const full = functions.find(({ FunctionName }) => FunctionName.includes(name))?.FunctionName;
    const answer = await this.#call("POST", `/2015-03-31/functions/${full}/invocations`, headers, "{}");
    const failed = answer.headers["x-amz-function-error"] !== undefined || answer.status !== 200;
    if (failed) throw new Error(`${name} failed: ${answer.body}`);
  }

  async #secretText(id: string): Promise<string> {
    const { SecretString: value } = await this.#secrets.send(new GetSecretValueCommand({ SecretId: id }));
    if (!value) throw new Error(`The secret ${id} has no value`);
    return value;
  }

  #call(method: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, this.#emulator.url), { method, headers, timeout: WAIT_MS }, async (response) =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await text(response) }),
      );
      sent.on("timeout", () => sent.destroy(new Error(`${method} ${path} was not answered`)));
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

function apiIdOf(url: string): string {
  return new URL(url).hostname.split(".", 1)[0] ?? "";
}
