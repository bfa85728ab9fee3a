// A simulation of IAM over the synthesized template, because the emulator of the deploy test neither speaks TLS nor resolves a
// secret by its ARN. The calls of a function are read from its bundle. Its role must allow each call on a resource that the
// function's environment names, and allow nothing that the bundle cannot call. The evaluation follows
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { FUNCTION_NAMES, type FunctionName } from "../../lambdas/environment.ts";
import { BUNDLE_FILE, writeBundle } from "../../lib/function-bundle.ts";
import { type Resource, resource, resources, templateOf } from "./synthesized.ts";

const template = templateOf();
const KEY = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000";
const encrypted = templateOf({ encryptionKey: KEY });

interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: object;
}

/** The logical ids of the functions, without the hash. */
const LOGICAL_IDS: Readonly<Record<FunctionName, string>> = {
  authorizer: "ManagementAuthorizer",
  "ingest-authorizer": "IngestAuthorizer",
  ingest: "IngestFunction",
  matcher: "MatchingMatcher",
  "flow-runner": "RunsFlowRunner",
  dispatcher: "DeliveryDispatcher",
  sweeper: "TimerSweeper",
  "flow-deployment": "FlowDeploymentWriter",
  management: "ManagementFunction",
  "letter-cleaner": "LetterCleaner",
};

/**
 * The IAM action of each call. IAM has no action for a batch
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html), nor for
 * a transaction (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html).
 */
const ACTIONS: Readonly<Record<string, string>> = {
  GetItem: "dynamodb:GetItem",
  PutItem: "dynamodb:PutItem",
  UpdateItem: "dynamodb:UpdateItem",
  DeleteItem: "dynamodb:DeleteItem",
  BatchGetItem: "dynamodb:BatchGetItem",
  BatchWriteItem: "dynamodb:BatchWriteItem",
  TransactWriteItems: "dynamodb:PutItem",
  Query: "dynamodb:Query",
  Scan: "dynamodb:Scan",
  SendMessage: "sqs:SendMessage",
  SendMessageBatch: "sqs:SendMessage",
  ReceiveMessage: "sqs:ReceiveMessage",
  DeleteMessage: "sqs:DeleteMessage",
  DeleteMessageBatch: "sqs:DeleteMessage",
  ChangeMessageVisibility: "sqs:ChangeMessageVisibility",
  ChangeMessageVisibilityBatch: "sqs:ChangeMessageVisibility",
  GetQueueAttributes: "sqs:GetQueueAttributes",
  GetSecretValue: "secretsmanager:GetSecretValue",
  GetObject: "s3:GetObject",
  PutObject: "s3:PutObject",
  DeleteObject: "s3:DeleteObject",
  ListObjectsV2: "s3:ListBucket",
  Invoke: "lambda:InvokeFunction",
  CreateApiKey: "apigateway:POST",
  CreateUsagePlanKey: "apigateway:POST",
  DeleteUsagePlanKey: "apigateway:DELETE",
};

/**
 * Calls that a bundle contains and never makes: endpoint discovery of the DynamoDB client is off, and the S3 client creates
 * sessions only for directory buckets.
 */
const NEVER_CALLED = ["DescribeEndpoints", "CreateSession"];

/** Calls that Lambda makes with the function's role, to read the queue and write the log. */
const CALLED_BY_LAMBDA = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:ChangeMessageVisibility",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
];

const folder = mkdtempSync(join(tmpdir(), "flowhook-roles-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The calls of the AWS SDK that a bundle contains: its classes of commands, as the SDK declares them. */
function callsOf(name: FunctionName): string[] {
  writeBundle(name, join(folder, name));
  const code = readFileSync(join(folder, name, BUNDLE_FILE), "utf8");
  const commands = code.matchAll(/class(?: \w+)? extends [\w$]+\([\w$]+,[\w$]+,"(\w+)",[\w$]+\)\{\}/g);
  return [...new Set([...commands].map(([, call = ""]) => call))].filter((call) => !NEVER_CALLED.includes(call));
}

function functionOf(name: FunctionName, from = template): Resource {
  const pattern = new RegExp(`^${LOGICAL_IDS[name]}[0-9A-F]{8}$`);
  const found = resources(from, "AWS::Lambda::Function").filter(([id]) => pattern.test(id));
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${found.length} functions match ${pattern}`);
  return first[1];
}

function statementsOf(name: FunctionName, from = template): Statement[] {
  const role = functionOf(name, from).Properties.Role["Fn::GetAtt"][0];
  return resources(from, "AWS::IAM::Policy")
    .filter(([, { Properties }]) => JSON.stringify(Properties.Roles).includes(`"${role}"`))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
}

function allowedActions(statements: readonly Statement[]): string[] {
  return [...new Set(statements.filter(({ Effect }) => Effect === "Allow").flatMap(({ Action }) => [Action].flat(2)))];
}

/** The logical ids that a value of a template refers to. */
function idsIn(value: unknown): string[] {
  return [...JSON.stringify(value ?? null).matchAll(/"([A-Za-z]+[0-9A-F]{8})"/g)].map(([, id = ""]) => id);
}

function isAllowed(statements: readonly Statement[], action: string, on: string): boolean {
  const applies = ({ Action, Resource: resourcesOf }: Statement) =>
    [Action].flat(2).includes(action) && idsIn(resourcesOf).includes(on);
  const matching = statements.filter(applies);
  return matching.some(({ Effect }) => Effect === "Allow") && matching.every(({ Effect }) => Effect !== "Deny");
}

describe.each(FUNCTION_NAMES)("the role of %s", (name) => {
  const calls = callsOf(name);
  const statements = statementsOf(name);
  const named = idsIn(functionOf(name).Properties.Environment.Variables);

  test("has an IAM action in the table for each call of the bundle", () => {
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((call) => ACTIONS[call] === undefined)).toEqual([]);
  });

  test("allows each call on a resource that the function's environment names", () => {
    const refused = calls.filter((call) => !named.some((id) => isAllowed(statements, ACTIONS[call] ?? "", id)));
    expect(refused).toEqual([]);
  });

  test("allows nothing that neither the bundle nor Lambda calls", () => {
    const called = new Set([...calls.map((call) => ACTIONS[call]), ...CALLED_BY_LAMBDA]);
    expect(allowedActions(statements).filter((action) => !called.has(action))).toEqual([]);
  });

  test("allows each secret that the environment names, and no other", () => {
    const secrets = resources(template, "AWS::SecretsManager::Secret").map(([id]) => id);
    const readable = secrets.filter((id) => isAllowed(statements, "secretsmanager:GetSecretValue", id));
    expect(readable).toEqual(secrets.filter((id) => named.includes(id)));
  });
});

/** Calls that encrypt data, so that the store asks KMS for a data key on behalf of the role. */
const ENCRYPTING = /^(?:Put|Update|Delete|TransactWrite)Item|^SendMessage|^PutObject$/;

/**
 * Calls that decrypt data. A producer of an encrypted queue needs the permission too:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const DECRYPTING = /^(?:Get|BatchGet)Item$|^Query$|^Scan$|^(?:Receive|Send)Message|^GetSecretValue$|^GetObject$/;

describe.each(FUNCTION_NAMES)("with a key of the account, the role of %s", (name) => {
  const calls = callsOf(name);
  const allowed = statementsOf(name, encrypted)
    .filter(({ Resource: on }) => JSON.stringify(on).includes(KEY))
    .flatMap(({ Action }) => [Action].flat(2));

  test("may decrypt if the bundle reads from a store", () => {
    expect(calls.some((call) => DECRYPTING.test(call))).toBe(true);
    expect(allowed).toContain("kms:Decrypt");
  });

  test("may generate a data key only if the bundle writes to a store", () => {
    expect(allowed.includes("kms:GenerateDataKey")).toBe(calls.some((call) => ENCRYPTING.test(call)));
  });

  test("may not change the key", () => {
    expect(allowed.filter((action) => /Create|Put|Schedule|Disable|Grant|\*/.test(action))).toEqual([]);
  });
});

describe("the policy of a queue", () => {
  const queues = resources(template, "AWS::SQS::Queue").map(([id]) => id);
  const policies = resources(template, "AWS::SQS::QueuePolicy");

  test.each(queues)("%s refuses a request without TLS and refuses nothing else", (queue) => {
    const own = policies.filter(([, { Properties }]) => idsIn(Properties.Queues).includes(queue));
    const statements: Statement[] = own.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    expect(statements.filter(({ Effect }) => Effect === "Deny")).toEqual([
      expect.objectContaining({ Action: "sqs:*", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    ]);
    expect(statements.filter(({ Effect }) => Effect === "Allow")).toEqual([]);
  });

  test("covers every queue that API Gateway or a function sends to", () => {
    const sendsTo = resources(template, "AWS::IAM::Policy").flatMap(([, { Properties }]) =>
      (Properties.PolicyDocument.Statement as Statement[])
        .filter(({ Action }) => [Action].flat(2).includes("sqs:SendMessage"))
        .flatMap((statement) => idsIn(statement.Resource)),
    );
    expect([...new Set(sendsTo)].filter((id) => !queues.includes(id))).toEqual([]);
    expect(resource(template, "AWS::IAM::Policy", "IngestApiRole").Properties.PolicyDocument.Statement).toHaveLength(1);
  });
});
