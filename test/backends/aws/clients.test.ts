import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, expect, test } from "vitest";
import { dynamoDbClient, s3Client, secretsManagerClient, sqsClient, within } from "#backends/aws/clients.ts";
import { type AnsweringServer, startAnswering } from "#support/aws/answering-server.ts";

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

test("a call that is not answered is tried twice and then thrown", async () => {
  server = await startAnswering(() => undefined);
  const client = new DynamoDBClient({ ...server.config, ...within(30) });
  const call = client.send(new GetItemCommand({ TableName: "table", Key: { pk: { S: "x" } } }));
  await expect(call).rejects.toMatchObject({ name: "TimeoutError" });
  expect(server.asked).toHaveLength(2);
  client.destroy();
});

test("a call that takes too long is a fault, not a warning", () => {
  expect(within(30)).toMatchObject({ requestHandler: { requestTimeout: 30, throwOnRequestTimeout: true } });
});

test("every client gives up after its second try", async () => {
  for (const client of [dynamoDbClient(), sqsClient(), secretsManagerClient()])
    expect(await client.config.maxAttempts()).toBe(2);
});

test("no client copies requests and responses for a log", () => {
  for (const { config } of [dynamoDbClient(), s3Client(), sqsClient(), secretsManagerClient()]) {
    expect(config.logger).not.toHaveProperty("info");
    expect(config.logger).not.toHaveProperty("error");
  }
});
