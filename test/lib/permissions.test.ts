import { describe, expect, test } from "vitest";
import { resource, resources, templateOf } from "./synthesized.ts";

const template = templateOf();

/** API Gateway generates the ids of a usage plan's keys, so the permission to remove them names all keys of one plan of the stack. */
function withoutKeysOfPlan(listed: string): string {
  return listed.replaceAll(/(?<="::\/usageplans\/",\{"Ref":"IngestKeyRates\w*"\},"\/keys\/)\*/g, "");
}

describe("permissions", () => {
  test.each(resources(template, "AWS::IAM::Policy"))(
    "%s names actions and resources one by one",
    (_, { Properties }) => {
      for (const { Action, Resource: on } of Properties.PolicyDocument.Statement) {
        const listed = JSON.stringify([Action, on]);
        expect(Action === "apigateway:DELETE" ? withoutKeysOfPlan(listed) : listed).not.toContain("*");
      }
    },
  );

  test("no role has a policy that AWS manages, except the one with which API Gateway writes logs", () => {
    const managed = resources(templateOf({ createLogRole: true }), "AWS::IAM::Role").filter(
      ([, { Properties }]) => Properties.ManagedPolicyArns,
    );
    expect(managed.map(([id]) => id)).toEqual([expect.stringMatching(/^IngestApiCloudWatchRole/)]);
  });

  test("API Gateway may send to the events queue and nowhere else", () => {
    expect(resource(template, "AWS::IAM::Policy", "IngestApiRole").Properties.PolicyDocument.Statement).toEqual([
      {
        Action: "sqs:SendMessage",
        Effect: "Allow",
        Resource: { "Fn::GetAtt": [expect.stringMatching(/^IngestEvents/), "Arn"] },
      },
    ]);
  });
});

describe("a role is allowed", () => {
  /** Actions by the beginning of the logical id of the resource that they are allowed on. */
  const allowed = (role: string): Record<string, string[]> => {
    const statements = resource(template, "AWS::IAM::Policy", role).Properties.PolicyDocument.Statement;
    const pairs: [string, string][] = statements.flatMap(
      (statement: { Action: string | string[]; Resource: object }) => {
        const ids = [...JSON.stringify(statement.Resource).matchAll(/"([A-Za-z]+)[0-9A-F]{8}"/g)].map(
          ([, id]) => id ?? "",
        );
        return [...new Set(ids)].flatMap((id) => [statement.Action].flat().map((action) => [id, action]));
      },
    );
    return Object.fromEntries(
      [...Map.groupBy(pairs, ([id]) => id)].map(([id, own]) => [id, own.map(([, action]) => action).sort()]),
    );
  };
  const read = ["dynamodb:GetItem", "dynamodb:Query"];
  const send = ["sqs:SendMessage"];
  const receive = [
    "ChangeMessageVisibility",
    "DeleteMessage",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ReceiveMessage",
  ].map((name) => `sqs:${name}`);
  const delay = ["dynamodb:PutItem"];
  const count = ["dynamodb:UpdateItem"];

  test("for the matcher: to read flows, record profiles, and send deliveries and runs", () => {
    expect(allowed("MatchingMatcherRole")).toEqual({
      MatchingMatcherLogs: expect.any(Array),
      IngestEvents: receive,
      StateFlows: read,
      StateFlowFiles: ["s3:GetObject"],
      StateProfiles: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
      StateWaits: [...delay, ...count],
      RunsSteps: send,
      DeliveryDispatch: send,
      DeadLettersEvents: send,
    });
  });

  test("for the flow runner: to read flows and profiles, record skipped webhooks, and send deliveries and runs", () => {
    expect(allowed("RunsFlowRunnerRole")).toEqual({
      RunsFlowRunnerLogs: expect.any(Array),
      RunsSteps: [...receive, ...send],
      StateFlows: read,
      StateFlowFiles: ["s3:GetObject"],
      StateProfiles: read,
      StateDeliveries: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
      StateWaits: ["dynamodb:GetItem", ...delay, ...count],
      DeliveryDispatch: send,
      DeadLettersEvents: send,
    });
  });

  test("for the flow deployment: to write flows and the files with all of them, and read the file of the synth", () => {
    expect(allowed("FlowDeploymentWriterRole")).toEqual({
      FlowDeploymentWriterLogs: expect.any(Array),
      StateFlows: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"],
      StateFlowFiles: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"],
    });
    const policy = resource(template, "AWS::IAM::Policy", "FlowDeploymentWriterRole").Properties.PolicyDocument;
    const [flows] = resources(template, "Custom::FlowhookFlows");
    expect(JSON.stringify(policy)).toContain(`/${flows?.[1].Properties.FlowsKey}"`);
  });

  test("for the sweeper: to read delayed messages, move the cursor, and send due messages", () => {
    expect(allowed("TimerSweeperRole")).toEqual({
      TimerSweeperLogs: expect.any(Array),
      StateWaits: ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem"],
      DeliveryRetries: send,
      RunsSteps: send,
      DeadLettersEvents: send,
    });
  });

  test("for the letter cleaner: to receive and delete failed deliveries, and read their records", () => {
    expect(allowed("LetterCleanerCleanerRole")).toEqual({
      LetterCleanerCleanerLogs: expect.any(Array),
      DeadLettersFailedDeliveries: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"],
      DeadLettersEvents: ["sqs:GetQueueAttributes"],
      StateDeliveries: ["dynamodb:BatchGetItem"],
    });
  });

  test("to stop actions for the dispatcher, and to resume them for the management API", () => {
    expect(allowed("DeliveryDispatcherRole")).toMatchObject({
      StateTargets: [
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:PutItem",
        "dynamodb:Query",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
      ],
    });
    expect(allowed("ManagementFunctionRole")).toMatchObject({
      StateTargets: [
        "dynamodb:DeleteItem",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:Query",
        "dynamodb:UpdateItem",
      ],
    });
  });

  test("to change profiles neither for the dispatcher nor for the management API", () => {
    expect(allowed("DeliveryDispatcherRole")).not.toHaveProperty("StateProfiles");
    expect(allowed("ManagementFunctionRole")).toMatchObject({ StateProfiles: read });
  });

  test("to list waiting runs by their index, and to cancel them, for the management API", () => {
    expect(allowed("ManagementFunctionRole")).toMatchObject({
      StateWaits: ["dynamodb:GetItem", ...delay, "dynamodb:Query", "dynamodb:UpdateItem"],
    });
    const { Statement } = resource(template, "AWS::IAM::Policy", "ManagementFunctionRole").Properties.PolicyDocument;
    const queried = Statement.filter(({ Action }: { Action: unknown }) => Action === "dynamodb:Query");
    expect(JSON.stringify(queried)).toContain("/index/by-flow");
    expect(JSON.stringify(queried)).not.toContain(':{"Fn::GetAtt":["StateWaits');
  });
});
