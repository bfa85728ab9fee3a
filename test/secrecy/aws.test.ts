// The AWS adapters with recognizable secrets. Webhooks with these secrets are sent to a target that repeats all it receives.
// Then everything that was sent to DynamoDB and SQS, and every record read from them, is searched for the secrets.

import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { loadFlows } from "#app/flows/load-flows.ts";
import { SecretsManagerSecrets } from "#backends/aws/secrets/secrets-manager-secrets.ts";
import { createHttpTarget } from "#backends/http-target/http-target.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { EVENT_MESSAGE_VERSION } from "#core/messages/event-message.ts";
import { LOOPBACK } from "#support/address-ranges.ts";
import { startAnswering } from "#support/aws/answering-server.ts";
import { openAwsPlayground } from "#support/aws/playground.ts";
import { startEcho } from "./echo.ts";
import { ORDER, secretFlows } from "./flows.ts";
import { BASIC_SECRET, NAMED_SIGNING, SIGNING, TARGET_SECRET, tracesIn } from "./recognizable.ts";

const START = Date.UTC(2026, 6, 1);

const NAMED = {
  hush: { value: TARGET_SECRET, hosts: ["127.0.0.1"] },
  basic: { value: BASIC_SECRET, hosts: ["127.0.0.1"] },
  own: { signing: NAMED_SIGNING },
  elsewhere: { value: `${TARGET_SECRET}-elsewhere`, hosts: ["api.crm.example"] },
  wrong: { value: TARGET_SECRET, hosts: [TARGET_SECRET] },
};

/** Everything that was sent to AWS, and the printed output. */
const outputs: string[] = [];
let records: readonly DeliveryRecord[];
let got: readonly string[];

/** The input of a command, with bytes as text. */
function inputOf({ input }: { readonly input: unknown }): string {
  return JSON.stringify(input, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : value,
  );
}

/** Records every call to AWS. */
function noteCalls() {
  for (const { prototype } of [DynamoDBClient, SQSClient]) {
    // All overloads are one function, and its first argument is a command.
    const client = prototype as { send(...given: readonly [{ readonly input: unknown }, ...unknown[]]): unknown };
    const { send } = client;
    vi.spyOn(client, "send").mockImplementation(function (this: unknown, ...given) {
      outputs.push(inputOf(given[0]));
      return Reflect.apply(send, this, given);
    });
  }
  for (const method of ["log", "error", "warn"] as const) {
    vi.spyOn(console, method).mockImplementation((...words) => void outputs.push(words.map(String).join(" ")));
  }
}

beforeAll(async () => {
  noteCalls();
  const echo = await startEcho();
  const manager = await startAnswering(({ input }) => {
    const { SecretId } = input as { SecretId: string }; // GetSecretValue's input
    return {
      body: { SecretString: SecretId === "signing" ? SIGNING : JSON.stringify(NAMED), CreatedDate: START / 1_000 },
    };
  });
  const target = createHttpTarget({ policy: { allowed: LOOPBACK } });
  const clock = { now: START };
  const files = { ...secretFlows(echo), ...extraFlows(echo.url) };
  const { flows, problems } = loadFlows(Object.entries(files).map(([path, text]) => ({ path, text })));
  expect(problems).toEqual([]);
  const secrets = new SecretsManagerSecrets({
    client: new SecretsManagerClient(manager.config),
    targetSecretsArn: "targets",
    signingSecretArn: "signing",
    now: () => clock.now,
  });
  const playground = await openAwsPlayground({ clock, flows, timezone: "UTC", secrets, target });
  const envelope = { v: EVENT_MESSAGE_VERSION, format: "plain", request_id: "r", key_id: "k" } as const;
  await playground.receive({ ...envelope, received_at: clock.now, body: JSON.stringify(ORDER) });
  for (let due = await playground.nextDue(); due !== undefined; due = await playground.nextDue()) {
    clock.now = Math.max(clock.now, due);
    await playground.workDue();
  }
  records = await playground.deliveries();
  got = [...echo.got];
  await Promise.all([playground.close(), target.close(), echo.close(), manager.close()]);
});

afterAll(() => vi.restoreAllMocks());

/** Flows with secrets that may not be sent to the flow's host, or that have an invalid form. */
function extraFlows(url: string): Record<string, string> {
  const [, text = ""] = Object.entries(secretFlows({ url, brokenUrl: url }))[0] ?? [];
  const reading = (id: string) => text.replace(/^id: .*/, `id: ${id}`).replaceAll("secrets.hush", `secrets.${id}`);
  return { "elsewhere.yaml": reading("elsewhere"), "wrong.yaml": reading("wrong") };
}

it("the target receives the secrets, except those that name other hosts", () => {
  expect(got.filter((request) => request.includes(`Bearer ${TARGET_SECRET}`)).length).toBeGreaterThan(10);
  expect(got.join()).not.toContain("-elsewhere");
});

it("the target's responses, which repeat the secrets, are withheld", () => {
  const answers = records.filter(({ attempts }) =>
    attempts.some(({ response }) => /withheld because the request carried a secret/.test(response ?? "")),
  );
  expect(answers.length).toBeGreaterThan(5);
  const reasons = new Set(records.map(({ reason }) => reason));
  expect([...reasons]).toEqual(expect.arrayContaining(["http-401", "http-404", "http-503", "target-gone"]));
  const ours = ["secret-missing", "secret-invalid", "secret-not-for-host", "template-failed"];
  expect([...reasons]).toEqual(expect.arrayContaining(ours));
});

it("no input of DynamoDB or SQS, no log line and no record contains a secret", () => {
  expect(outputs.length).toBeGreaterThan(100);
  expect([...outputs, ...records.map((record) => JSON.stringify(record))].flatMap(tracesIn)).toEqual([]);
});
