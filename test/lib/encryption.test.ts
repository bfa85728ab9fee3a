import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Key } from "aws-cdk-lib/aws-kms";
import { describe, expect, test } from "vitest";
import { FlowhookStack } from "../../lib/flowhook-stack.ts";
import { GOOD_FLOWS, type Resource, resource, resources, templateOf } from "./synthesized.ts";

const ARN = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000";
const FORMER = "arn:aws:kms:eu-central-1:123456789012:key/ffffffff-0000-4000-8000-000000000000";
const NEW_KEY = { "Fn::GetAtt": [expect.stringMatching(/^DataKey/), "Arn"] };

const alarmEmail = "operator@example.com";
const plain = templateOf({ alarmEmail });
const created = templateOf({ alarmEmail, encryptionKey: true });
const given = templateOf({ alarmEmail, encryptionKey: ARN, formerEncryptionKeys: [FORMER] });

/** The key of each resource that stores data, by its type; undefined for a key that AWS owns. */
const KEY_OF: Readonly<Record<string, (properties: Resource["Properties"]) => unknown>> = {
  "AWS::DynamoDB::GlobalTable": ({ SSESpecification, Replicas }) =>
    SSESpecification.SSEEnabled && SSESpecification.SSEType === "KMS"
      ? Replicas[0].SSESpecification.KMSMasterKeyId
      : undefined,
  "AWS::SQS::Queue": ({ KmsMasterKeyId, SqsManagedSseEnabled }) =>
    SqsManagedSseEnabled === undefined ? KmsMasterKeyId : undefined,
  "AWS::SecretsManager::Secret": ({ KmsKeyId }) => KmsKeyId,
  "AWS::Logs::LogGroup": ({ KmsKeyId }) => KmsKeyId,
  "AWS::SNS::Topic": (properties) => properties?.KmsMasterKeyId,
  "AWS::S3::Bucket": ({ BucketEncryption }) =>
    BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID,
};

describe.each(Object.entries(KEY_OF))("every %s", (type, keyOf) => {
  const keys = (from: Template) => resources(from, type).map(([, { Properties }]) => keyOf(Properties));

  test("is encrypted with a key that AWS owns unless the settings say otherwise", () => {
    expect(keys(plain).length).toBeGreaterThan(0);
    expect(new Set(keys(plain))).toEqual(new Set([undefined]));
  });

  test("is encrypted with the new key", () => {
    expect(keys(created)).toEqual(keys(plain).map(() => NEW_KEY));
  });

  test("is encrypted with the given key", () => {
    expect(keys(given)).toEqual(keys(plain).map(() => ARN));
  });

  test("keeps its logical id, so that setting a key replaces nothing", () => {
    const ids = (from: Template) => resources(from, type).map(([id]) => id);
    expect(ids(created)).toEqual(ids(plain));
  });
});

describe("the new key", () => {
  const key = resource(created, "AWS::KMS::Key", "DataKey");

  test("rotates, is retained with the data, and is an output", () => {
    expect(key.Properties.EnableKeyRotation).toBe(true);
    expect(key.DeletionPolicy).toBe("RetainExceptOnCreate");
    expect(created.toJSON()["Outputs"].EncryptionKey.Value).toEqual(NEW_KEY);
  });

  test("is deleted with the data when the settings say so", () => {
    const disposable = templateOf({ encryptionKey: true, retainData: false });
    expect(resource(disposable, "AWS::KMS::Key", "DataKey").DeletionPolicy).toBe("Delete");
  });

  test("lets CloudWatch Logs encrypt the log groups of this account and region, and alarms publish", () => {
    const services = key.Properties.KeyPolicy.Statement.filter(
      ({ Principal }: { Principal: object }) => "Service" in Principal,
    );
    expect(services).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: { "Fn::Join": ["", ["logs.", { Ref: "AWS::Region" }, ".amazonaws.com"]] } },
        Action: ["kms:Decrypt", "kms:Describe*", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
        Resource: "*",
        Condition: {
          ArnLike: {
            "kms:EncryptionContext:aws:logs:arn": { "Fn::Join": ["", expect.arrayContaining([":log-group:*"])] },
          },
        },
      },
      {
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: "*",
      },
    ]);
  });

  test("lets no alarm publish when the stack has no topic", () => {
    const { KeyPolicy } = resource(templateOf({ encryptionKey: true }), "AWS::KMS::Key", "DataKey").Properties;
    expect(JSON.stringify(KeyPolicy)).not.toContain("cloudwatch.amazonaws.com");
  });
});

/** The KMS actions that a role may perform on a key. */
function keyActions(from: Template, role: string, key: string): string[] {
  const { Statement } = resource(from, "AWS::IAM::Policy", role).Properties.PolicyDocument;
  const actions: string[] = Statement.filter(({ Resource: on }: { Resource: unknown }) =>
    [on].flat().includes(key),
  ).flatMap(({ Action }: { Action: string | string[] }) => Action);
  return [...new Set(actions)].filter((action) => action.startsWith("kms:")).sort();
}

describe("a role may use the key as its other permissions need it", () => {
  const send = ["kms:Decrypt", "kms:GenerateDataKey"];
  const table = [
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
  ];

  test.each([
    ["IngestAuthorizerRole", table],
    ["IngestApiRole", send],
    ["MatchingMatcherRole", table],
    ["RunsFlowRunnerRole", table],
    ["DeliveryDispatcherRole", table],
    ["TimerSweeperRole", table],
    ["LetterCleanerCleanerRole", ["kms:Decrypt", "kms:DescribeKey"]],
    ["FlowDeploymentWriterRole", table],
    ["ManagementFunctionRole", table],
    ["ManagementAuthorizerRole", ["kms:Decrypt"]],
  ])("%s", (role, actions) => {
    expect(keyActions(given, role, ARN)).toEqual(actions);
  });

  test("and decrypts with a former key, but never encrypts with it", () => {
    expect(keyActions(given, "ManagementAuthorizerRole", FORMER)).toEqual(["kms:Decrypt"]);
    expect(keyActions(given, "DeliveryDispatcherRole", FORMER)).toEqual(["kms:Decrypt", "kms:DescribeKey"]);
  });

  test("and no role has KMS actions without a key", () => {
    expect(JSON.stringify(resources(plain, "AWS::IAM::Policy"))).not.toContain("kms:");
  });
});

test("data that a removed key encrypted stays readable by formerEncryptionKeys", () => {
  const removed = templateOf({ formerEncryptionKeys: [FORMER] });
  expect(keyActions(removed, "MatchingMatcherRole", FORMER)).toEqual(["kms:Decrypt", "kms:DescribeKey"]);
  expect(resources(removed, "AWS::KMS::Key")).toEqual([]);
});

test("a key of the user's own app gets the statements that the services need", () => {
  const app = new App({ context: { "aws:cdk:bundling-stacks": [] } });
  const keys = new Stack(app, "Keys");
  const key = new Key(keys, "Key");
  new FlowhookStack(app, "Flowhook", { flows: GOOD_FLOWS, encryptionKey: key, alarmEmail });
  const [[, { Properties }] = ["", { Properties: {} }]] = resources(Template.fromStack(keys), "AWS::KMS::Key");
  expect(JSON.stringify(Properties.KeyPolicy)).toContain("kms:EncryptionContext:aws:logs:arn");
  expect(JSON.stringify(Properties.KeyPolicy)).toContain("cloudwatch.amazonaws.com");
});
