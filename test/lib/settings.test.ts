import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSettings, settingsJsonSchema } from "../../lib/settings.ts";

const ROOT = join(import.meta.dirname, "..", "..");

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000";

function fromContext(context: Record<string, unknown>) {
  return readSettings(undefined, context).settings;
}

function fromFile(text: string, context: Record<string, unknown> = {}) {
  return readSettings({ path: "flowhook.settings.yaml", text }, context);
}

test("without any settings there is one stack, Flowhook, with the flows in flows/", () => {
  expect(fromContext({})).toEqual({ stackName: "Flowhook", flows: "flows" });
  expect(fromFile("# nothing yet\n").settings).toEqual({ stackName: "Flowhook", flows: "flows" });
});

test("the settings file that ships is valid and changes no default", () => {
  const text = readFileSync(join(ROOT, "flowhook.settings.yaml"), "utf8");
  expect(fromFile(text).settings).toEqual({ stackName: "Flowhook", flows: "flows" });
  expect(text).toMatch(/^# yaml-language-server: \$schema=schema\/settings\.schema\.json\n/);
});

test("the JSON Schema of the settings file is current: node tools/flow-schema.ts writes it", () => {
  expect(JSON.parse(readFileSync(join(ROOT, "schema/settings.schema.json"), "utf8"))).toEqual(settingsJsonSchema());
});

describe("the settings file holds every setting", () => {
  test.each([
    ["stackName: Staging", { stackName: "Staging" }],
    ["flows: other/flows", { flows: "other/flows" }],
    ["allowTargets: [10.0.0.0/8, 'fd00::/8']", { allowTargets: ["10.0.0.0/8", "fd00::/8"] }],
    ["retainData: false", { retainData: false }],
    ["alarmEmail: operator@example.com", { alarmEmail: "operator@example.com" }],
    ["createLogRole: true", { createLogRole: true }],
    ["timezone: Europe/Vienna", { timezone: "Europe/Vienna" }],
    ["limits: { API.crm.example: { concurrency: 2 } }", { limits: { "api.crm.example": { concurrency: 2 } } }],
    ["concurrency: { runs: 30 }", { concurrency: { runs: 30 } }],
    ["concurrency: { dispatches: 400, retries: 100 }", { concurrency: { dispatches: 400, retries: 100 } }],
    ["network: { staticAddress: true }", { network: { staticAddress: true } }],
    ["network: { vpcId: vpc-0a, subnetIds: [subnet-0a] }", { network: { vpcId: "vpc-0a", subnetIds: ["subnet-0a"] } }],
    [
      "ingestDomain: { name: events.shop.example, certificateArn: 'arn:aws:acm:eu-central-1:123456789012:certificate/0a-1b' }",
      { ingestDomain: { name: "events.shop.example", certificateArn: expect.stringContaining(":certificate/") } },
    ],
    ["encryptionKey: true", { encryptionKey: true }],
    [`encryptionKey: ${KEY}`, { encryptionKey: KEY }],
    [`formerEncryptionKeys: [${KEY}]`, { formerEncryptionKeys: [KEY] }],
    ["alarmTopicArn: arn:aws:sns:eu-central-1:123456789012:x", { alarmTopicArn: expect.any(String) }],
    ['{ "alarmEmail": "operator@example.com" }', { alarmEmail: "operator@example.com" }],
  ])("%s", (text, settings) => {
    expect(fromFile(text)).toMatchObject({ settings, notKept: [] });
  });
});

describe("the command line and cdk.json override the file for one deployment", () => {
  test.each([
    ["retainData", "false", false],
    ["retainData", "true", true],
    ["retainData", false, false],
    ["createLogRole", "false", false],
    ["encryptionKey", "true", true],
    ["encryptionKey", KEY, KEY],
    ["formerEncryptionKeys", `${KEY},${KEY}`, [KEY, KEY]],
    ["allowTargets", "10.0.0.0/8, fd00::/8", ["10.0.0.0/8", "fd00::/8"]],
    ["allowTargets", ["10.0.0.0/8"], ["10.0.0.0/8"]],
    ["allowTargets", "", []],
    ["allowTargets", "192.0.2.7", ["192.0.2.7"]],
    ["alarmEmail", "operator@example.com", "operator@example.com"],
    ["stackName", "Staging", "Staging"],
    ["flows", "other/flows", "other/flows"],
    ["timezone", "America/New_York", "America/New_York"],
    ["timezone", "UTC", "UTC"],
    ["limits", { "API.crm.example": { concurrency: 2 } }, { "api.crm.example": { concurrency: 2 } }],
    ["limits", '{"10.0.0.7:8443":{"requests_per_second":0.5}}', { "10.0.0.7:8443": { requests_per_second: 0.5 } }],
    ["concurrency", '{"dispatches":400,"retries":100}', { dispatches: 400, retries: 100 }],
    ["concurrency", { dispatches: 2, retries: 2, events: 60, runs: 30 }, { events: 60, runs: 30 }],
    ["reservedConcurrency", '{"management":5}', { management: 5 }],
    ["memory", '{"matcher":1769,"flow-runner":3008}', { matcher: 1_769, "flow-runner": 3_008 }],
    ["memory", { dispatcher: 128, management: 10_240 }, { dispatcher: 128, management: 10_240 }],
  ])("%s=%j", (name, given, taken) => {
    expect(fromContext({ [name]: given })).toMatchObject({ [name]: taken });
  });

  test("other settings of the file stay, and the names of the overrides are known", () => {
    const text = "alarmEmail: operator@example.com\ntimezone: Europe/Vienna\n";
    expect(fromFile(text, { timezone: "UTC", settings: "x.yaml" })).toEqual({
      settings: { stackName: "Flowhook", flows: "flows", alarmEmail: "operator@example.com", timezone: "UTC" },
      notKept: ["timezone"],
    });
  });

  test("npm run deploy reports a missing log role by context, and an explicit setting wins", () => {
    const missing = { "flowhook:createLogRole": "true" };
    expect(fromFile("", missing)).toMatchObject({ settings: { createLogRole: true }, notKept: [] });
    expect(fromFile("createLogRole: false", missing).settings.createLogRole).toBe(false);
    expect(fromFile("").settings.createLogRole).toBeUndefined();
  });

  test("the CDK's own context is not a setting", () => {
    const own = {
      "@aws-cdk/core:x": true,
      "aws:cdk:bundling-stacks": [],
      "cli-telemetry": false,
      "vpc-provider:a": {},
    };
    expect(fromFile("", own).notKept).toEqual([]);
  });
});

const CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000";

describe("an invalid value is an error that names the setting", () => {
  test.each([
    ["retainData", "no"],
    ["retainData", 0],
    ["allowTargets", "localhost"],
    ["allowTargets", "10.0.0.0/99"],
    ["alarmEmail", "operator"],
    ["stackName", 5],
    ["timezone", "Europe/Wien"],
    ["timezone", "+02:00"],
    ["timezone", ""],
    ["network", { vpcId: "0a", subnetIds: ["subnet-0a"] }],
    ["network", { staticAddress: false }],
    ["alarmTopicArn", "operators"],
    ["encryptionKey", false],
    ["encryptionKey", "alias/flowhook"],
    ["formerEncryptionKeys", [true]],
    ["ingestDomain", { name: "Events.Shop.Example", certificateArn: CERTIFICATE }],
    ["ingestDomain", { name: "https://events.shop.example", certificateArn: CERTIFICATE }],
    ["ingestDomain", { name: "events.shop.example" }],
    ["managementDomain", { name: "events.shop.example", certificateArn: "arn:aws:iam::123456789012:role/x" }],
    [
      "managementDomain",
      {
        name: "flowhook.shop.example",
        certificateArn: CERTIFICATE,
        hostedZone: { id: "/hostedzone/Z1", name: "shop.example" },
      },
    ],
    ["limits", "api.crm.example=5"],
    ["limits", { "https://api.crm.example": { concurrency: 2 } }],
    ["limits", { "api.crm.example": {} }],
    ["concurrency", { dispatches: 1, retries: 100 }],
    ["concurrency", { dispatches: 400, retries: 1_001 }],
    ["concurrency", { dispatches: 400, retries: 100, events: 1 }],
    ["reservedConcurrency", { matcher: 0 }],
    ["memory", { matcher: 127 }],
    ["memory", { matcher: 10_241 }],
    ["memory", { matcher: 512.5 }],
    ["memory", 512],
  ])("%s=%j", (name, given) => {
    expect(() => fromContext({ [name]: given })).toThrow(`${name}`);
    expect(() => fromFile(JSON.stringify({ [name]: given }))).toThrow(`${name}`);
  });
});

describe("an unknown name is refused with the nearest known name", () => {
  test.each(["alarmMail", "alarm-email", "alarm_email", "AlarmEmail"])("%s", (name) => {
    expect(() => fromContext({ [name]: "a@example.com" })).toThrow('Did you mean "alarmEmail"?');
    expect(() => fromFile(`${name}: a@example.com`)).toThrow('Did you mean "alarmEmail"?');
  });

  test("also inside a setting", () => {
    expect(() => fromFile("concurrency: { dispatches: 400, retries: 100, event: 5 }")).toThrow(
      'concurrency/event: There is no field "event" here. Did you mean "events"?',
    );
  });

  test("also a field of a domain", () => {
    expect(() => fromFile("ingestDomain: { name: events.shop.example, certificateARN: x }")).toThrow(
      'Did you mean "certificateArn"?',
    );
  });

  test("also a function's", () => {
    expect(() => fromFile("memory: { matchers: 1769 }")).toThrow('Did you mean "matcher"?');
  });

  test("and a file that is not YAML is named with the line", () => {
    expect(() => fromFile("alarmEmail: [")).toThrow(/flowhook\.settings\.yaml is not YAML: .* at line 1/);
  });
});
