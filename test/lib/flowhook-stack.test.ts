import { Validations } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import { CLAIM_LEASE_MS } from "#app/delivery/claimed-attempt.ts";
import { WAITS_BY_FLOW } from "#backends/aws/delays/waiting-run-index.ts";
import { LOOKUPS_AT_ONCE, POOL_THREADS } from "#backends/http-target/limits.ts";
import { BATCH, DEFAULT, DISPATCH_BATCH } from "../../bench/scale/case.ts";
import { SCHEDULE } from "../../bench/sweep/simulate.ts";
import { HELP } from "../../lambdas/sweeper/sweep.ts";
import { FlowhookStack } from "../../lib/flowhook-stack.ts";
import type { FlowhookStackProps } from "../../lib/stack-props.ts";
import { appWithoutBundles, GOOD_FLOWS, type Resource, resource, resources, templateOf } from "./synthesized.ts";

const template = templateOf();
const disposable = templateOf({ retainData: false });
const telling = templateOf({ alarmEmail: "operator@example.com" });
const other = templateOf({ allowTargets: ["10.0.0.0/8", "fd00::/8"], timezone: "Europe/Vienna" });
const queues = resources(template, "AWS::SQS::Queue");
const functions = resources(template, "AWS::Lambda::Function");
const tables = resources(template, "AWS::DynamoDB::GlobalTable");
const secrets = resources(template, "AWS::SecretsManager::Secret");

test("the bucket with all flows is private and goes with the stack, because it holds copies", () => {
  const buckets = resources(template, "AWS::S3::Bucket");
  expect(buckets).toEqual([[expect.stringMatching(/^StateFlowFiles/), expect.anything()]]);
  const [[, { Properties, DeletionPolicy }] = ["", { Properties: {}, DeletionPolicy: "" }]] = buckets;
  expect(DeletionPolicy).toBe("Delete");
  expect(Properties.PublicAccessBlockConfiguration).toEqual({
    ...{ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
  });
});

describe("every queue", () => {
  test.each(queues)("%s keeps messages for 14 days, encrypted", (_, { Properties }) => {
    expect(Properties).toMatchObject({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true });
  });

  test("refuses what does not come over TLS", () => {
    const policies = resources(template, "AWS::SQS::QueuePolicy").map(([, { Properties }]) => Properties);
    expect(policies).toHaveLength(queues.length);
    for (const { PolicyDocument } of policies) {
      expect(PolicyDocument.Statement).toMatchObject([
        { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      ]);
    }
  });

  test("that a function reads leaves giving up to the function, which counts its tries: throttling is no try", () => {
    const redriven = queues.filter(([, { Properties }]) => Properties.RedrivePolicy !== undefined);
    expect(redriven.map(([id]) => id.replace(/[0-9A-F]{8}$/, "")).sort()).toEqual([
      "DeliveryDispatch",
      "DeliveryRetries",
      "IngestEvents",
      "RunsSteps",
    ]);
    for (const [, { Properties }] of redriven) expect(Properties.RedrivePolicy.maxReceiveCount).toBe(1_000);
  });

  test("has its own fault's dead letters: events those of the pipeline, deliveries those of targets", () => {
    const target = (prefix: string) =>
      resource(template, "AWS::SQS::Queue", prefix).Properties.RedrivePolicy.deadLetterTargetArn["Fn::GetAtt"][0];
    expect(target("IngestEvents")).toMatch(/^DeadLettersEvents/);
    expect(target("RunsSteps")).toMatch(/^DeadLettersEvents/);
    expect(target("DeliveryDispatch")).toMatch(/^DeadLettersFailedDeliveries/);
    expect(target("DeliveryRetries")).toMatch(/^DeadLettersFailedDeliveries/);
  });
});

describe("the times of queues and their functions", () => {
  const mappings = resources(template, "AWS::Lambda::EventSourceMapping").map(([, { Properties }]) => Properties);

  test.each(mappings)(
    "a message is hidden six times as long as its worker may run",
    ({ EventSourceArn, FunctionName }) => {
      const queue = queues.find(([id]) => id === EventSourceArn["Fn::GetAtt"][0]);
      const worker = functions.find(([id]) => id === FunctionName.Ref);
      expect(queue?.[1].Properties.VisibilityTimeout).toBe(6 * worker?.[1].Properties.Timeout);
    },
  );

  test("a claim ends before its message can come again, and an attempt fits into an invocation", () => {
    const { Timeout } = resource(template, "AWS::Lambda::Function", "DeliveryDispatcher").Properties;
    expect(CLAIM_LEASE_MS).toBeLessThanOrEqual(Timeout * 1_000);
  });

  test("batches tell which of their messages failed", () => {
    expect(mappings).toHaveLength(4);
    for (const mapping of mappings) expect(mapping.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
  });

  test("events, runs, first attempts and retries each have a share of their own", () => {
    expect(sharesOf(template)).toEqual({ IngestEvents: 2, RunsSteps: 2, DeliveryDispatch: 2, DeliveryRetries: 2 });
    expect(DEFAULT).toEqual({ dispatches: 2, retries: 2 });
  });

  test("the shares are those that the settings say", () => {
    const wide = { dispatches: 400, retries: 100 };
    expect(sharesOf(templateOf({ concurrency: wide }))).toEqual({
      ...{ DeliveryDispatch: 400, DeliveryRetries: 100 },
      ...{ IngestEvents: 2, RunsSteps: 2 },
    });
    expect(sharesOf(templateOf({ concurrency: { ...wide, events: 60, runs: 30 } }))).toMatchObject({
      ...{ IngestEvents: 60, RunsSteps: 30 },
    });
  });

  test("all queues together leave two of an account's ten executions to the authorizer and the management API", () => {
    const total = Object.values(sharesOf(template)).reduce((sum, share) => sum + share, 0);
    expect(total).toBeLessThanOrEqual(10 - 2);
  });

  test("functions reserve the executions that the settings give them, and no others", () => {
    const reserved = resources(
      templateOf({ reservedConcurrency: { management: 5, dispatcher: 4 } }),
      "AWS::Lambda::Function",
    )
      .filter(([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined)
      .map(([id, { Properties }]) => [id.slice(0, -8), Properties.ReservedConcurrentExecutions]);
    expect(Object.fromEntries(reserved)).toEqual({ ManagementFunction: 5, DeliveryDispatcher: 4 });
  });

  test("a reservation below what a function's queues may start is refused", () => {
    expect(() => templateOf({ reservedConcurrency: { dispatcher: 3 } })).toThrow(
      "reservedConcurrency of dispatcher is 3, but its queues may start 4 batches at the same time",
    );
  });

  test("functions have the memory that the settings give them, the others 512 MiB, and the one that deploys flows a CPU", () => {
    const memoryOf = (settings: Partial<FlowhookStackProps>) =>
      Object.fromEntries(
        resources(templateOf(settings), "AWS::Lambda::Function").map(([id, { Properties }]) => [
          id.replace(/[0-9A-F]{8}$/, ""),
          Properties.MemorySize,
        ]),
      );
    const usual = memoryOf({});
    expect(new Set(Object.values(usual))).toEqual(new Set([512, 1_769]));
    expect(usual).toMatchObject({ FlowDeploymentWriter: 1_769, MatchingMatcher: 512 });
    const memory = { matcher: 1_769, "flow-runner": 3_008, "flow-deployment": 3_008, authorizer: 128 } as const;
    expect(memoryOf({ memory })).toEqual({
      ...usual,
      ...{ MatchingMatcher: 1_769, RunsFlowRunner: 3_008, FlowDeploymentWriter: 3_008 },
      // Both APIs' authorizers are made of one bundle.
      ...{ IngestAuthorizer: 128, ManagementAuthorizer: 128 },
    });
  });

  test("nothing is waited for to fill a batch, and no function's share is taken by its own reserve", () => {
    for (const mapping of mappings) expect(mapping.MaximumBatchingWindowInSeconds).toBeUndefined();
    for (const [, { Properties }] of functions) expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
  });

  test("first attempts come in small batches, so that a slow target's share of them shows", () => {
    const sizes = mappings.map(({ EventSourceArn, BatchSize }) => [queueOf(EventSourceArn), BatchSize]);
    expect(Object.fromEntries(sizes)).toEqual({
      ...{ IngestEvents: BATCH, RunsSteps: BATCH },
      ...{ DeliveryDispatch: DISPATCH_BATCH, DeliveryRetries: BATCH },
    });
  });

  test("the queues are standard ones, which message groups make fair, and have no delay of their own", () => {
    for (const [, { Properties }] of queues) {
      expect([Properties.FifoQueue, Properties.DelaySeconds]).toEqual([undefined, undefined]);
    }
  });

  test("the sweeper runs as bench/sweep simulates it: one worker and its helpers every minute, repeated when they fail", () => {
    const { Timeout } = resource(template, "AWS::Lambda::Function", "TimerSweeper").Properties;
    const { ScheduleExpression, Targets } = resource(template, "AWS::Events::Rule", "TimerEvery").Properties;
    expect(ScheduleExpression).toBe("rate(1 minute)");
    expect([SCHEDULE.everyMs, SCHEDULE.timeoutMs, SCHEDULE.workers]).toEqual([60_000, Timeout * 1_000, Targets.length]);
    const inputs = Targets.map(({ Input }: Resource["Properties"]) => Input);
    expect(inputs).toEqual([undefined, ...Array.from({ length: 4 }, () => JSON.stringify(HELP))]);
    expect(new Set(Targets.map(({ Id }: Resource["Properties"]) => Id)).size).toBe(5);
    const repeats = resource(template, "AWS::Lambda::EventInvokeConfig", "TimerSweeper").Properties;
    expect(repeats).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 300 });
  });
});

function queueOf(arn: Resource["Properties"]): string {
  return arn["Fn::GetAtt"][0].replace(/[0-9A-F]{8}$/, "");
}

/** How many batches of each queue are worked at the same time. */
function sharesOf(from: Template): Record<string, number> {
  const mappings = resources(from, "AWS::Lambda::EventSourceMapping");
  const share = ({ EventSourceArn, ScalingConfig }: Resource["Properties"]): [string, number] => {
    return [queueOf(EventSourceArn), ScalingConfig.MaximumConcurrency];
  };
  return Object.fromEntries(mappings.map(([, { Properties }]) => share(Properties)));
}

describe("every function", () => {
  test.each(functions)("%s runs Node 24 on ARM", (_, { Properties }) => {
    expect(Properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"], Handler: "index.handler" });
  });

  test.each(functions)("%s has no secret in its environment", (_, { Properties }) => {
    expect(JSON.stringify(Properties.Environment ?? {})).not.toContain("resolve:secretsmanager");
  });

  test("logs to a group that keeps what it gets for a month, unless told otherwise", () => {
    const groups = resources(template, "AWS::Logs::LogGroup");
    expect(groups).toHaveLength(functions.length + 2);
    for (const [, { Properties }] of groups) expect(Properties.RetentionInDays).toBe(30);
    for (const [, { Properties }] of functions) expect(Properties.LoggingConfig.LogGroup.Ref).toBeDefined();
  });
});

describe("the organization's zone", () => {
  const zoned = ["MatchingMatcher", "RunsFlowRunner", "DeliveryDispatcher", "ManagementFunction"];
  const zones = (from: Template) =>
    zoned.map((id) => resource(from, "AWS::Lambda::Function", id).Properties.Environment.Variables.TIMEZONE);

  test("is UTC unless the settings name one, and reaches all that read times", () => {
    expect(zones(template)).toEqual(zoned.map(() => "UTC"));
    expect(zones(other)).toEqual(zoned.map(() => "Europe/Vienna"));
  });

  test("comes with what templates read of the organization, where webhooks are rendered", () => {
    const organization = { name: "Acme Ltd", url: "https://acme.example" };
    const made = templateOf({ organization });
    for (const id of ["DeliveryDispatcher", "ManagementFunction"]) {
      const read = (from: Template) =>
        JSON.parse(resource(from, "AWS::Lambda::Function", id).Properties.Environment.Variables.ORGANIZATION);
      expect([read(template), read(made)]).toEqual([{}, organization]);
    }
  });

  test("that nobody knows fails the synth", () => {
    expect(() => templateOf({ timezone: "Europe/Wien" })).toThrow(
      'IANA name such as "Europe/Vienna", not "Europe/Wien"',
    );
  });
});

describe("every table", () => {
  test.each(tables)("%s is on demand, restorable, and forgets by ttl", (_, { Properties }) => {
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

test("the table of waits has one index of keys alone, as the adapters name it", () => {
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

  test("has the access logs among it, since they hold source addresses", () => {
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

  test("goes with the stack when the settings say so", () => {
    for (const [id, { DeletionPolicy }] of data(disposable)) expect([id, DeletionPolicy]).toEqual([id, "Delete"]);
  });
});

test("two stacks in one app are synthesized, and share no export", () => {
  const app = appWithoutBundles();
  const both = ["One", "Two"].map((id) => new FlowhookStack(app, id, { flows: GOOD_FLOWS }));
  const outputs = both.map((stack) => Template.fromStack(stack).toJSON()["Outputs"]);
  expect(JSON.stringify(outputs)).not.toContain("Export");
});

test("the outputs are those that scripts rely on", () => {
  expect(Object.keys(template.toJSON()["Outputs"]).sort()).toEqual([
    "AdminTokenSecret",
    "DispatchQueueUrl",
    "EventsDeadLettersUrl",
    "EventsQueueUrl",
    "FailedDeliveriesUrl",
    "IngestKeySecret",
    "IngestUrl",
    "ManagementUrl",
    "RetriesQueueUrl",
    "SigningSecret",
    "StepsQueueUrl",
    "TargetSecrets",
  ]);
});

describe("alarms", () => {
  const alarms = (from: Template) => resources(from, "AWS::CloudWatch::Alarm");

  test("watch the sweeper's lag, and go off when it reports none", () => {
    const filter = resource(template, "AWS::Logs::MetricFilter", "TimerSweeper").Properties;
    expect(resource(template, "AWS::CloudWatch::Alarm", "WatchLagAlarm").Properties).toMatchObject({
      MetricName: filter.MetricTransformations[0].MetricName,
      Namespace: filter.MetricTransformations[0].MetricNamespace,
      TreatMissingData: "breaching",
      Threshold: 240_000,
      Period: 60,
      DatapointsToAlarm: 2,
      EvaluationPeriods: 3,
    });
  });

  test("tell nobody by default, and write to an address that is given", () => {
    for (const [, { Properties }] of alarms(template)) expect(Properties.AlarmActions).toBeUndefined();
    for (const [, { Properties }] of alarms(telling)) expect(Properties.AlarmActions).toHaveLength(1);
    expect(resource(telling, "AWS::SNS::Subscription", "Alarms").Properties).toMatchObject({
      Protocol: "email",
      Endpoint: "operator@example.com",
    });
  });
});

test("ranges that webhooks may be sent to reach the dispatcher", () => {
  const { Environment } = resource(other, "AWS::Lambda::Function", "DeliveryDispatcher").Properties;
  expect(Environment.Variables.ALLOW_TARGETS).toBe("10.0.0.0/8,fd00::/8");
});

test("the dispatcher can look up more names at the same time than its batches hold", () => {
  const { Environment } = resource(template, "AWS::Lambda::Function", "DeliveryDispatcher").Properties;
  expect(LOOKUPS_AT_ONCE).toBeGreaterThan(BATCH);
  expect(Number(Environment.Variables.UV_THREADPOOL_SIZE)).toBe(POOL_THREADS);
});

describe("the account's role for API Gateway's logs", () => {
  test("is left alone by default", () => {
    expect(resources(template, "AWS::ApiGateway::Account")).toEqual([]);
  });

  test("is set on demand, and stays with its account when the stack goes: later deployments find a role and set none", () => {
    const setting = templateOf({ createLogRole: true });
    const role = resource(setting, "AWS::IAM::Role", "IngestApiCloudWatchRole");
    const account = resource(setting, "AWS::ApiGateway::Account", "IngestApiAccount");
    expect([role.DeletionPolicy, account.DeletionPolicy]).toEqual(["Retain", "Retain"]);
  });
});

describe("the AwsSolutions rules of cdk-nag", () => {
  test.each([
    {},
    { retainData: false, alarmEmail: "operator@example.com" },
    { network: { staticAddress: true } as const },
    { network: { vpcId: "vpc-0a", subnetIds: ["subnet-0a"] } },
    { encryptionKey: true as const, alarmEmail: "operator@example.com" },
    {
      ingestDomain: {
        name: "events.shop.example",
        certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/0a",
        hostedZone: { id: "Z0123456789ABC", name: "shop.example" },
      },
    },
  ])("are kept with the settings %j", (settings) => {
    const app = appWithoutBundles();
    const stack = new FlowhookStack(app, "Flowhook", { flows: GOOD_FLOWS, ...settings });
    const { violations } = new AwsSolutionsChecks(app, { verbose: true }).validateScope(stack);
    expect(violations).toEqual([]);
  });

  test("are acknowledged nowhere without a reason", () => {
    const stack = new FlowhookStack(appWithoutBundles(), "Flowhook", { flows: GOOD_FLOWS });
    const reasons = stack.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.values(data));
    expect(reasons.length).toBeGreaterThan(4);
    for (const reason of reasons) expect(JSON.stringify(reason).length).toBeGreaterThan(40);
  });
});
