import { describe, expect, test } from "vitest";
import { comparedTemplate, removals, SETTINGS_METADATA } from "../../lib/removals.ts";
import { templateOf } from "./synthesized.ts";

function removed(deployed: object | undefined, planned: object): string[] {
  return removals(comparedTemplate(deployed), comparedTemplate(planned));
}

function withSettings(settings: object): object {
  return { Metadata: { [SETTINGS_METADATA]: settings } };
}

function alarm(id: string, description: string, queue = "Events"): object {
  const Dimensions = [{ Name: "QueueName", Value: { "Fn::GetAtt": [queue, "QueueName"] } }];
  const Properties = { AlarmDescription: description, Namespace: "AWS/SQS", MetricName: "Age", Dimensions };
  return { Resources: { [id]: { Type: "AWS::CloudWatch::Alarm", Properties } } };
}

test("a first deployment removes nothing", () => {
  expect(removed(undefined, alarm("A", "Events wait."))).toEqual([]);
});

const template = templateOf({ alarmEmail: "operator@example.com" }).toJSON();

test("the same stack again removes nothing", () => {
  expect(removed(template, template)).toEqual([]);
});

describe("resources", () => {
  test("an alarm that is gone is a removal", () => {
    expect(removed(alarm("A", "Events wait."), {})).toEqual(['The alarm A is removed ("Events wait.").']);
  });

  test("an alarm that watches the same metric under another id and description is not a removal", () => {
    expect(removed(alarm("A", "Events wait."), alarm("B", "The oldest event waits."))).toEqual([]);
  });

  test("an alarm whose metric has no alarm any more is a removal, even if another has its description", () => {
    const other = alarm("B", "Events wait.", "Retries");
    expect(removed(alarm("A", "Events wait."), other)).toEqual(['The alarm A is removed ("Events wait.").']);
  });

  test("a table under another id is a removal, because its rows stay behind", () => {
    const table = { Type: "AWS::DynamoDB::GlobalTable", Properties: {} };
    expect(removed({ Resources: { A: table } }, { Resources: { B: table } })).toEqual(["The table A is removed."]);
  });

  test("a function or a role that is gone is not a removal", () => {
    expect(removed({ Resources: { A: { Type: "AWS::Lambda::Function" } } }, {})).toEqual([]);
  });
});

test("an output that is gone is a removal, and a changed output is not", () => {
  const deployed = { Outputs: { IngestUrl: { Value: "x" }, Old: { Value: "y" } } };
  expect(removed(deployed, { Outputs: { IngestUrl: { Value: "z" } } })).toEqual(["The output Old is removed."]);
});

describe("the generated URL of an API", () => {
  const api = (properties: object) => ({
    Resources: { A: { Type: "AWS::ApiGateway::RestApi", Properties: properties } },
  });
  const closed = { DisableExecuteApiEndpoint: true };

  test("that is closed is a removal", () => {
    expect(removed(api({}), api(closed))).toEqual([
      "The generated URL of the API A stops working; clients that still use it get 403.",
    ]);
  });

  test("that was closed before, or that never existed, is not", () => {
    expect(removed(api(closed), api(closed))).toEqual([]);
    expect(removed({}, api(closed))).toEqual([]);
  });
});

test("an encryption key that is gone is a removal", () => {
  const key = { Type: "AWS::KMS::Key", Properties: {} };
  expect(removed({ Resources: { A: key } }, {})).toEqual(["The encryption key A is removed."]);
});

test("a domain that is gone is a removal", () => {
  const domain = { Type: "AWS::ApiGateway::DomainName", Properties: {} };
  expect(removed({ Resources: { A: domain } }, {})).toEqual(["The domain A is removed."]);
});

describe("settings", () => {
  test.each([
    [{ alarmEmail: "a@example.com" }, {}, ['The setting alarmEmail is removed; deployed is "a@example.com".']],
    [
      { alarmEmail: "a@example.com" },
      { alarmEmail: "b@example.com" },
      ['The setting alarmEmail changes from "a@example.com" to "b@example.com".'],
    ],
    [
      { allowTargets: ["10.0.0.0/8", "192.168.0.0/16"] },
      { allowTargets: ["192.168.0.0/16"] },
      ['The setting allowTargets no longer holds "10.0.0.0/8".'],
    ],
    [{ allowTargets: ["10.0.0.0/8"] }, {}, ['The setting allowTargets is removed; deployed is ["10.0.0.0/8"].']],
    [
      { limits: { "api.example": { concurrency: 2 }, "crm.example": { concurrency: 1 } } },
      { limits: { "crm.example": { concurrency: 1 } } },
      ['The setting limits.api.example is removed; deployed is {"concurrency":2}.'],
    ],
    [
      { limits: { "api.example": { concurrency: 2, requests_per_second: 5 } } },
      { limits: { "api.example": { concurrency: 2 } } },
      ["The setting limits.api.example.requests_per_second is removed; deployed is 5."],
    ],
    [
      { ingestDomain: { name: "a.example" } },
      { ingestDomain: { name: "b.example" } },
      ['The setting ingestDomain.name changes from "a.example" to "b.example".'],
    ],
    [{ encryptionKey: true }, {}, ["The setting encryptionKey is removed; deployed is true."]],
    [
      { encryptionKey: true },
      { encryptionKey: "arn:aws:kms:x" },
      ['The setting encryptionKey changes from true to "arn:aws:kms:x".'],
    ],
    [
      { formerEncryptionKeys: ["arn:aws:kms:x"] },
      { formerEncryptionKeys: [] },
      ['The setting formerEncryptionKeys no longer holds "arn:aws:kms:x".'],
    ],
    [{ retainData: true }, { retainData: false }, ["The setting retainData changes from true to false."]],
  ])("%j becomes %j", (deployed, planned, expected) => {
    expect(removed(withSettings(deployed), withSettings(planned))).toEqual(expected);
  });

  test.each([
    [{}, { alarmEmail: "a@example.com", allowTargets: ["10.0.0.0/8"] }],
    [{ limits: { "api.example": { concurrency: 2 } } }, { limits: { "api.example": { concurrency: 3 } } }],
    [{ allowTargets: ["10.0.0.0/8"] }, { allowTargets: ["10.0.0.0/16", "10.0.0.0/8"] }],
    [{ timezone: "UTC" }, { timezone: "Europe/Vienna" }],
    [{ retainData: false }, { retainData: true }],
  ])("%j becomes %j without a removal", (deployed, planned) => {
    expect(removed(withSettings(deployed), withSettings(planned))).toEqual([]);
  });
});
