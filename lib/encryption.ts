// A customer managed key for everything that stores data. Two parties use it: roles, on whose behalf DynamoDB, SQS, Secrets
// Manager and S3 call KMS, and CloudWatch, which calls KMS in its own name. A role gets the KMS actions that its other
// actions need, so that a permission for a store always comes with the permission for the store's key.

import { Aws } from "aws-cdk-lib";
import { type IGrantable, PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import { type DataPolicy, removalPolicy } from "./data-policy.ts";

/** The key as the stack's users give it: an existing key, its ARN, or `true` for a new key. */
export type GivenKey = IKey | string | true;

/**
 * The key that users give. A new key rotates every year and is retained with the data. The policy of a key that is given by
 * its ARN is left alone: docs/aws.md lists the statements that it must have.
 */
export function dataKey(scope: Construct, given: GivenKey, policy: DataPolicy): IKey {
  const key =
    typeof given === "object" ? given : given === true ? newKey(scope, policy) : keyOf(scope, "DataKey", given);
  allowLogs(key);
  return key;
}

/** The key with an ARN. */
export function keyOf(scope: Construct, id: string, given: IKey | string): IKey {
  return typeof given === "string" ? Key.fromKeyArn(scope, id, given) : given;
}

function newKey(scope: Construct, policy: DataPolicy): Key {
  return new Key(scope, "DataKey", {
    description: "Flowhook: encrypts tables, queues, secrets, logs and flows.",
    enableKeyRotation: true,
    removalPolicy: removalPolicy(policy),
  });
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function allowLogs(key: IKey): void {
  const logGroups = `arn:${Aws.PARTITION}:logs:${Aws.REGION}:${Aws.ACCOUNT_ID}:log-group:*`;
  key.addToResourcePolicy(
    new PolicyStatement({
      actions: ["kms:Decrypt", "kms:Describe*", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      principals: [new ServicePrincipal(`logs.${Aws.REGION}.amazonaws.com`)],
      resources: ["*"],
      conditions: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": logGroups } },
    }),
  );
}

/**
 * Lets the account's alarms publish to a topic that the key encrypts.
 * https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
 */
export function allowAlarms(key: IKey): void {
  key.addToResourcePolicy(
    new PolicyStatement({
      actions: ["kms:Decrypt", "kms:GenerateDataKey*"],
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      resources: ["*"],
    }),
  );
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const TABLE_READ = ["kms:Decrypt", "kms:DescribeKey"];
const TABLE_WRITE = [
  ...TABLE_READ,
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
const SEND = ["kms:Decrypt", "kms:GenerateDataKey"];

/** The KMS actions that a caller needs for each action on an encrypted store. */
const KEY_ACTIONS = {
  "dynamodb:BatchGetItem": TABLE_READ,
  "dynamodb:GetItem": TABLE_READ,
  "dynamodb:Query": TABLE_READ,
  "dynamodb:Scan": TABLE_READ,
  "dynamodb:DeleteItem": TABLE_WRITE,
  "dynamodb:PutItem": TABLE_WRITE,
  "dynamodb:UpdateItem": TABLE_WRITE,
  "sqs:ChangeMessageVisibility": [],
  "sqs:DeleteMessage": [],
  "sqs:GetQueueAttributes": [],
  "sqs:ReceiveMessage": ["kms:Decrypt"],
  "sqs:SendMessage": SEND,
  // https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
  "secretsmanager:GetSecretValue": ["kms:Decrypt"],
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
  "s3:DeleteObject": [],
  "s3:GetObject": ["kms:Decrypt"],
  "s3:PutObject": SEND,
} as const satisfies Record<string, readonly string[]>;

/** An action on a store of the stack. */
export type DataAction = keyof typeof KEY_ACTIONS;

/** Lets a role use the keys of the data as these actions need it. Former keys decrypt, and encrypt nothing any more. */
export function allowKeyUse(role: IGrantable, policy: DataPolicy, actions: readonly DataAction[]): void {
  const needed = [...new Set(actions.flatMap((action): readonly string[] => KEY_ACTIONS[action]))].sort();
  if (needed.length === 0) return;
  policy.encryptionKey?.grant(role, ...needed);
  const reading = needed.filter((action) => TABLE_READ.includes(action));
  for (const key of policy.formerEncryptionKeys ?? []) key.grant(role, ...reading);
}
