import { S3Client } from "@aws-sdk/client-s3";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { S3Files } from "#backends/aws/flows/s3-files.ts";
import { localClient } from "#support/aws/dynamodb-emulator.ts";

let server: FauxqsServer;
let client: S3Client;
let files: S3Files;
beforeAll(async () => {
  server = await startFauxqs({ port: 0, logger: false });
  server.createBucket("flows");
  const { endpoint } = localClient(server.port);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  client = new S3Client({ endpoint, credentials, region: "eu-west-1", forcePathStyle: true, maxAttempts: 1 });
  files = new S3Files({ client, bucket: "flows" });
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

const CONTENT = Uint8Array.from({ length: 70_000 }, (_, index) => index % 251);

test("reading a file returns its last content", async () => {
  await files.write("a", CONTENT);
  expect(await files.read("a")).toEqual(CONTENT);
  await files.write("a", CONTENT.subarray(0, 3));
  expect(await files.read("a")).toEqual(CONTENT.subarray(0, 3));
});

test("reading a missing file fails, and removing one is a no-op", async () => {
  await files.write("b", CONTENT);
  await files.remove("b");
  await files.remove("b");
  await expect(files.read("b")).rejects.toThrow();
});
