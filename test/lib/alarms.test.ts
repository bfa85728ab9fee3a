import { describe, expect, test } from "vitest";
import { anchors } from "#support/markdown.ts";
import { type Resource, resource, resources, templateOf } from "./synthesized.ts";

const template = templateOf();
const telling = templateOf({ alarmEmail: "operator@example.com" });
const alarms = resources(template, "AWS::CloudWatch::Alarm");

/** The logical id without the hash that CDK adds. */
function nameOf(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, "");
}

function alarm(name: string): Resource["Properties"] {
  return resource(template, "AWS::CloudWatch::Alarm", `Watch${name}`).Properties;
}

describe("every alarm", () => {
  test.each(alarms)("%s has a description that names an existing section of the documentation", (_, { Properties }) => {
    const [, file = "", anchor] =
      /See (docs\/(?:aws|operations)\.md)#([a-z0-9-]+)\.$/.exec(Properties.AlarmDescription) ?? [];
    expect(Properties.AlarmDescription.length).toBeGreaterThan(60);
    expect(anchors(file)).toContain(anchor);
  });

  test.each(alarms)("%s ends once its cause is gone: a period has a value or counts as good", (id, { Properties }) => {
    const alwaysRuns = nameOf(id) === "WatchLagAlarm";
    expect(Properties.TreatMissingData).toBe(alwaysRuns ? "breaching" : "notBreaching");
    expect(Properties.ComparisonOperator).toBe("GreaterThanThreshold");
    const period =
      Properties.Period ?? Properties.Metrics.find((one: Resource["Properties"]) => one.MetricStat).MetricStat.Period;
    expect(period * Properties.EvaluationPeriods).toBeLessThanOrEqual(15 * 60);
  });
});

describe("the functions", () => {
  const functions = resources(template, "AWS::Lambda::Function");
  const watching = (metric: string, id: string) =>
    alarms.filter(
      ([, { Properties }]) => Properties.MetricName === metric && Properties.Dimensions?.[0]?.Value?.Ref === id,
    );

  test.each(functions)("%s has an alarm for its errors and one for its throttles", (id) => {
    const [[, errors] = [], ...more] = watching("Errors", id);
    expect(more).toEqual([]);
    expect(errors?.Properties).toMatchObject({ Statistic: "Sum", Period: 300, Threshold: 0, DatapointsToAlarm: 1 });
    expect(watching("Throttles", id)).toHaveLength(1);
  });

  test("that serve a client alarm at the first throttle, the others once throttles last", () => {
    const throttles = alarms.filter(([, { Properties }]) => Properties.MetricName === "Throttles");
    expect(
      Object.fromEntries(throttles.map(([id, { Properties }]) => [nameOf(id), Properties.DatapointsToAlarm])),
    ).toEqual({
      WatchIngestThrottles: 1,
      WatchAuthorizerThrottles: 1,
      WatchAdminAuthorizerThrottles: 1,
      WatchManagementThrottles: 1,
      WatchFlowDeploymentThrottles: 1,
      WatchMatcherThrottles: 3,
      WatchFlowRunnerThrottles: 3,
      WatchDispatcherThrottles: 3,
      WatchSweeperThrottles: 3,
      WatchLetterCleanerThrottles: 3,
    });
  });
});

test("both APIs have an alarm for answers with a 5xx status", () => {
  for (const api of ["Ingest", "Management"]) {
    expect(alarm(`${api}Api5xx`)).toMatchObject({
      Namespace: "AWS/ApiGateway",
      MetricName: "5XXError",
      Threshold: 0,
      // The name of the API holds the stack's name, so two stacks do not share the metric.
      Dimensions: [
        { Name: "ApiName", Value: { "Fn::Join": ["", [{ Ref: "AWS::StackName" }, `-${api.toLowerCase()}`]] } },
      ],
    });
  }
});

test.each([
  ["Events", "IngestEvents", 15],
  ["Dispatch", "DeliveryDispatch", 15],
  ["Steps", "RunsSteps", 30],
  ["Retries", "DeliveryRetries", 30],
])("the queue of %s has an alarm for the age of its oldest message", (name, queue, minutes) => {
  expect(alarm(`${name}Backlog`)).toMatchObject({
    MetricName: "ApproximateAgeOfOldestMessage",
    Statistic: "Maximum",
    Threshold: minutes * 60,
    Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [expect.stringContaining(queue), "QueueName"] } }],
  });
});

test("a queue that delays messages has an alarm for an age above the longest delay", () => {
  const longestDelay = 900;
  for (const name of ["Steps", "Retries"]) expect(alarm(`${name}Backlog`).Threshold).toBeGreaterThan(longestDelay);
});

test.each([
  ["Events", "DeadLettersEvents"],
  ["FailedDeliveries", "DeadLettersFailedDeliveries"],
])(
  "the dead letters of %s have an alarm whose period exceeds the time for which the cleaner hides letters",
  (name, queue) => {
    expect(alarm(`${name}DeadLetters`)).toMatchObject({
      MetricName: "ApproximateNumberOfMessagesVisible",
      Dimensions: [{ Name: "QueueName", Value: { "Fn::GetAtt": [expect.stringContaining(queue), "QueueName"] } }],
      Statistic: "Maximum",
      Threshold: 0,
      EvaluationPeriods: 1,
    });
    const { Timeout } = resource(template, "AWS::Lambda::Function", "LetterCleaner").Properties;
    expect(alarm(`${name}DeadLetters`).Period).toBeGreaterThan(2 * Timeout);
  },
);

test("the letter cleaner runs every five minutes", () => {
  const { ScheduleExpression } = resource(template, "AWS::Events::Rule", "LetterCleanerEvery").Properties;
  expect(ScheduleExpression).toBe("rate(5 minutes)");
});

test("the topic that writes to an address lets the alarms of the account publish, and only over TLS", () => {
  const [[, policy] = []] = resources(telling, "AWS::SNS::TopicPolicy");
  expect(policy?.Properties.PolicyDocument.Statement).toEqual([
    expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    {
      Sid: expect.any(String),
      Action: "sns:Publish",
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Resource: { Ref: expect.stringMatching(/^Alarms/) },
      Condition: { ArnLike: { "aws:SourceArn": { "Fn::Join": ["", expect.arrayContaining([":alarm:*"])] } } },
    },
  ]);
});

test("the sweeper has an alarm for its lag, which also goes off when it reports no lag", () => {
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

test("alarms notify no address by default, and the address that the settings give", () => {
  for (const [, { Properties }] of resources(template, "AWS::CloudWatch::Alarm"))
    expect(Properties.AlarmActions).toBeUndefined();
  for (const [, { Properties }] of resources(telling, "AWS::CloudWatch::Alarm"))
    expect(Properties.AlarmActions).toHaveLength(1);
  expect(resource(telling, "AWS::SNS::Subscription", "Alarms").Properties).toMatchObject({
    Protocol: "email",
    Endpoint: "operator@example.com",
  });
});
