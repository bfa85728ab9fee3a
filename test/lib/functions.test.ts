import type { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { LOOKUPS_AT_ONCE, POOL_THREADS } from "#backends/http-target/limits.ts";
import { BATCH } from "../../bench/scale/case.ts";
import type { FlowhookStackProps } from "../../lib/stack-props.ts";
import { resource, resources, templateOf } from "./synthesized.ts";

const template = templateOf();
const other = templateOf({ allowTargets: ["10.0.0.0/8", "fd00::/8"], timezone: "Europe/Vienna" });
const functions = resources(template, "AWS::Lambda::Function");

describe("every function", () => {
  test.each(functions)("%s runs Node 24 on ARM", (_, { Properties }) => {
    expect(Properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"], Handler: "index.handler" });
  });

  test.each(functions)("%s has no secret in its environment", (_, { Properties }) => {
    expect(JSON.stringify(Properties.Environment ?? {})).not.toContain("resolve:secretsmanager");
  });

  test("logs to a group that keeps entries for a month by default", () => {
    const groups = resources(template, "AWS::Logs::LogGroup");
    expect(groups).toHaveLength(functions.length + 2);
    for (const [, { Properties }] of groups) expect(Properties.RetentionInDays).toBe(30);
    for (const [, { Properties }] of functions) expect(Properties.LoggingConfig.LogGroup.Ref).toBeDefined();
  });
});

describe("the size of functions", () => {
  test("reserves the executions that the settings give, and no others", () => {
    const reserved = resources(
      templateOf({ reservedConcurrency: { management: 5, dispatcher: 4 } }),
      "AWS::Lambda::Function",
    )
      .filter(([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined)
      .map(([id, { Properties }]) => [id.slice(0, -8), Properties.ReservedConcurrentExecutions]);
    expect(Object.fromEntries(reserved)).toEqual({ ManagementFunction: 5, DeliveryDispatcher: 4 });
  });

  test("refuses a reservation below the number of batches that a function's queues may start", () => {
    expect(() => templateOf({ reservedConcurrency: { dispatcher: 3 } })).toThrow(
      "reservedConcurrency of dispatcher is 3, but its queues may start 4 batches at the same time",
    );
  });

  test("is the memory that the settings give, or 512 MiB, or one CPU for the function that deploys flows", () => {
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
      MatchingMatcher: 1_769,
      RunsFlowRunner: 3_008,
      FlowDeploymentWriter: 3_008,
      ManagementAuthorizer: 128,
    });
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

  test("reaches the functions that render webhooks, together with the values of organization", () => {
    const organization = { name: "Acme Ltd", url: "https://acme.example" };
    const made = templateOf({ organization });
    for (const id of ["DeliveryDispatcher", "ManagementFunction"]) {
      const read = (from: Template) =>
        JSON.parse(resource(from, "AWS::Lambda::Function", id).Properties.Environment.Variables.ORGANIZATION);
      expect([read(template), read(made)]).toEqual([{}, organization]);
    }
  });

  test("that IANA does not know fails the synth", () => {
    expect(() => templateOf({ timezone: "Europe/Wien" })).toThrow(
      'IANA name such as "Europe/Vienna", not "Europe/Wien"',
    );
  });
});

test("the dispatcher receives the ranges that webhooks may be sent to", () => {
  const { Environment } = resource(other, "AWS::Lambda::Function", "DeliveryDispatcher").Properties;
  expect(Environment.Variables.ALLOW_TARGETS).toBe("10.0.0.0/8,fd00::/8");
});

test("the dispatcher can look up more names at the same time than its batches hold", () => {
  const { Environment } = resource(template, "AWS::Lambda::Function", "DeliveryDispatcher").Properties;
  expect(LOOKUPS_AT_ONCE).toBeGreaterThan(BATCH);
  expect(Number(Environment.Variables.UV_THREADPOOL_SIZE)).toBe(POOL_THREADS);
});
