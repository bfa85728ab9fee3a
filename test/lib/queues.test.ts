import type { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { CLAIM_LEASE_MS } from "#app/delivery/claimed-attempt.ts";
import { BATCH, DEFAULT, DISPATCH_BATCH } from "../../bench/scale/case.ts";
import { type Resource, resource, resources, templateOf } from "./synthesized.ts";

const template = templateOf();
const queues = resources(template, "AWS::SQS::Queue");
const functions = resources(template, "AWS::Lambda::Function");
const mappings = resources(template, "AWS::Lambda::EventSourceMapping").map(([, { Properties }]) => Properties);

describe("every queue", () => {
  test.each(queues)("%s keeps messages for 14 days, encrypted", (_, { Properties }) => {
    expect(Properties).toMatchObject({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true });
  });

  test("refuses requests without TLS", () => {
    const policies = resources(template, "AWS::SQS::QueuePolicy").map(([, { Properties }]) => Properties);
    expect(policies).toHaveLength(queues.length);
    for (const { PolicyDocument } of policies) {
      expect(PolicyDocument.Statement).toMatchObject([
        { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
      ]);
    }
  });

  test("that a function reads lets a message be received 1,000 times, because the function counts tries and throttling is not a try", () => {
    const redriven = queues.filter(([, { Properties }]) => Properties.RedrivePolicy !== undefined);
    expect(redriven.map(([id]) => id.replace(/[0-9A-F]{8}$/, "")).sort()).toEqual([
      "DeliveryDispatch",
      "DeliveryRetries",
      "IngestEvents",
      "RunsSteps",
    ]);
    for (const [, { Properties }] of redriven) expect(Properties.RedrivePolicy.maxReceiveCount).toBe(1_000);
  });

  test("has the dead letters of its kind of fault: events those of the pipeline, deliveries those of targets", () => {
    const target = (prefix: string) =>
      resource(template, "AWS::SQS::Queue", prefix).Properties.RedrivePolicy.deadLetterTargetArn["Fn::GetAtt"][0];
    expect(target("IngestEvents")).toMatch(/^DeadLettersEvents/);
    expect(target("RunsSteps")).toMatch(/^DeadLettersEvents/);
    expect(target("DeliveryDispatch")).toMatch(/^DeadLettersFailedDeliveries/);
    expect(target("DeliveryRetries")).toMatch(/^DeadLettersFailedDeliveries/);
  });
});

describe("the times of queues and their functions", () => {
  test.each(mappings)(
    "the visibility timeout is six times the timeout of the function",
    ({ EventSourceArn, FunctionName }) => {
      const queue = queues.find(([id]) => id === EventSourceArn["Fn::GetAtt"][0]);
      const worker = functions.find(([id]) => id === FunctionName.Ref);
      expect(queue?.[1].Properties.VisibilityTimeout).toBe(6 * worker?.[1].Properties.Timeout);
    },
  );

  test("a claim ends before its message is redelivered, and an attempt fits into an invocation", () => {
    const { Timeout } = resource(template, "AWS::Lambda::Function", "DeliveryDispatcher").Properties;
    expect(CLAIM_LEASE_MS).toBeLessThanOrEqual(Timeout * 1_000);
  });
});

describe("the batches of functions", () => {
  test("report which of their messages failed", () => {
    expect(mappings).toHaveLength(4);
    for (const mapping of mappings) expect(mapping.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
  });

  test("are separate for events, runs, first attempts and retries, two at the same time each", () => {
    expect(sharesOf(template)).toEqual({ IngestEvents: 2, RunsSteps: 2, DeliveryDispatch: 2, DeliveryRetries: 2 });
    expect(DEFAULT).toEqual({ dispatches: 2, retries: 2 });
  });

  test("run at the same time in the numbers that the settings give", () => {
    const wide = { dispatches: 400, retries: 100 };
    expect(sharesOf(templateOf({ concurrency: wide }))).toEqual({
      DeliveryDispatch: 400,
      DeliveryRetries: 100,
      IngestEvents: 2,
      RunsSteps: 2,
    });
    expect(sharesOf(templateOf({ concurrency: { ...wide, events: 60, runs: 30 } }))).toMatchObject({
      IngestEvents: 60,
      RunsSteps: 30,
    });
  });

  test("of all queues leave two of an account's ten executions to the authorizer and the management API", () => {
    const total = Object.values(sharesOf(template)).reduce((sum, share) => sum + share, 0);
    expect(total).toBeLessThanOrEqual(10 - 2);
  });

  test("do not wait to be filled, and no function reserves executions", () => {
    for (const mapping of mappings) expect(mapping.MaximumBatchingWindowInSeconds).toBeUndefined();
    for (const [, { Properties }] of functions) expect(Properties.ReservedConcurrentExecutions).toBeUndefined();
  });

  test("of first attempts are small, so that SQS notices the share of a slow target", () => {
    const sizes = mappings.map(({ EventSourceArn, BatchSize }) => [queueOf(EventSourceArn), BatchSize]);
    expect(Object.fromEntries(sizes)).toEqual({
      IngestEvents: BATCH,
      RunsSteps: BATCH,
      DeliveryDispatch: DISPATCH_BATCH,
      DeliveryRetries: BATCH,
    });
  });

  test("come from standard queues, which message groups make fair, without a default delay", () => {
    for (const [, { Properties }] of queues) {
      expect([Properties.FifoQueue, Properties.DelaySeconds]).toEqual([undefined, undefined]);
    }
  });
});

function queueOf(arn: Resource["Properties"]): string {
  return arn["Fn::GetAtt"][0].replace(/[0-9A-F]{8}$/, "");
}

/** How many batches of each queue are processed at the same time. */
function sharesOf(from: Template): Record<string, number> {
  const mappings = resources(from, "AWS::Lambda::EventSourceMapping");
  const share = ({ EventSourceArn, ScalingConfig }: Resource["Properties"]): [string, number] => {
    return [queueOf(EventSourceArn), ScalingConfig.MaximumConcurrency];
  };
  return Object.fromEntries(mappings.map(([, { Properties }]) => share(Properties)));
}
