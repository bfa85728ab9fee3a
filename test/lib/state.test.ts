import type { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { WAITS_BY_FLOW } from "#backends/aws/delays/waiting-run-index.ts";
import { resource, resources, templateOf } from "./synthesized.ts";

const template = templateOf();
const disposable = templateOf({ retainData: false });
const queues = resources(template, "AWS::SQS::Queue");
const tables = resources(template, "AWS::DynamoDB::GlobalTable");
const secrets = resources(template, "AWS::SecretsManager::Secret");

test("the bucket with all flows is private and is deleted with the stack, because it holds copies", () => {
  const buckets = resources(template, "AWS::S3::Bucket");
  expect(buckets).toEqual([[expect.stringMatching(/^StateFlowFiles/), expect.anything()]]);
  const [[, { Properties, DeletionPolicy }] = ["", { Properties: {}, DeletionPolicy: "" }]] = buckets;
  expect(DeletionPolicy).toBe("Delete");
  expect(Properties.PublicAccessBlockConfiguration).toEqual({
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  });
});

describe("every table", () => {
  test.each(tables)("%s is on demand, restorable, and expires rows by ttl", (_, { Properties }) => {
    expect(Properties).toMatchObject({
      BillingMode: "PAY_PER_REQUEST",
      TimeToLiveSpecification: { AttributeName: "ttl", Enabled: true },
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  test("of deliveries has two indexes of keys alone", () => {
    const { GlobalSecondaryIndexes } = resource(template, "AWS::DynamoDB::GlobalTable", "StateDeliveries").Properties;
    expect(GlobalSecondaryIndexes).toMatchObject([
      { IndexName: "by-flow", Projection: { ProjectionType: "KEYS_ONLY" } },
      { IndexName: "undelivered", Projection: { ProjectionType: "KEYS_ONLY" } },
    ]);
  });
});

test("the table of delayed messages has one index of keys alone, with the names that the adapters use", () => {
  const { GlobalSecondaryIndexes } = resource(template, "AWS::DynamoDB::GlobalTable", "StateWaits").Properties;
  const { name, partition, sort } = WAITS_BY_FLOW;
  expect(GlobalSecondaryIndexes).toEqual([
    {
      IndexName: name,
      KeySchema: [
        { AttributeName: partition, KeyType: "HASH" },
        { AttributeName: sort, KeyType: "RANGE" },
      ],
      Projection: { ProjectionType: "KEYS_ONLY" },
    },
  ]);
});

test("generated secrets are letters and digits: valid in a header, and as base64", () => {
  const generated = secrets.filter(([, { Properties }]) => Properties.GenerateSecretString);
  expect(generated).toHaveLength(3);
  const ascii = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index)).join("");
  for (const [, { Properties }] of generated) {
    const { ExcludeCharacters, PasswordLength } = Properties.GenerateSecretString;
    expect(
      Array.from(ascii)
        .filter((character) => !ExcludeCharacters.includes(character))
        .join(""),
    ).toMatch(/^[0-9A-Za-z]{62}$/);
    expect(PasswordLength).toBe(44);
  }
});

describe("data", () => {
  const data = (from: Template) => [
    ...["AWS::SQS::Queue", "AWS::DynamoDB::GlobalTable", "AWS::SecretsManager::Secret"].flatMap((type) =>
      resources(from, type),
    ),
    ...accessLogs(from),
  ];
  const accessLogs = (from: Template) =>
    resources(from, "AWS::Logs::LogGroup").filter(([id]) => id.includes("AccessLog"));

  test("includes the access logs, because they hold source addresses", () => {
    expect(accessLogs(template)).toHaveLength(2);
    for (const [, { Properties }] of accessLogs(template)) {
      expect(JSON.stringify(Properties.LogGroupName)).toContain('"/aws/vendedlogs/flowhook/"');
    }
  });

  test("stays when the stack is deleted", () => {
    expect(queues.length + tables.length + secrets.length).toBeGreaterThan(10);
    for (const [id, { DeletionPolicy }] of data(template)) {
      expect([id, DeletionPolicy]).toEqual([id, "RetainExceptOnCreate"]);
    }
  });

  test("is deleted with the stack when the settings say so", () => {
    for (const [id, { DeletionPolicy }] of data(disposable)) expect([id, DeletionPolicy]).toEqual([id, "Delete"]);
  });
});
