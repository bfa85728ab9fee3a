import { Validations } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";
import { FlowhookStack } from "../../lib/flowhook-stack.ts";
import { appWithoutBundles, GOOD_FLOWS, resource, resources, templateOf } from "./synthesized.ts";

const template = templateOf();

test("one app can hold two stacks, which share no export", () => {
  const app = appWithoutBundles();
  const both = ["One", "Two"].map((id) => new FlowhookStack(app, id, { flows: GOOD_FLOWS }));
  const outputs = both.map((stack) => Template.fromStack(stack).toJSON()["Outputs"]);
  expect(JSON.stringify(outputs)).not.toContain("Export");
});

test("the outputs have the names that scripts rely on", () => {
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

describe("the account's role for API Gateway's logs", () => {
  test("is not changed by default", () => {
    expect(resources(template, "AWS::ApiGateway::Account")).toEqual([]);
  });

  test("is set on request and stays when the stack is deleted, so later deployments find a role and set no other", () => {
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
    { keyRates: [{ requests_per_second: 5, burst: 10 }] },
    { encryptionKey: true as const, alarmEmail: "operator@example.com" },
    {
      ingestDomain: {
        name: "events.shop.example",
        certificateArn: "arn:aws:acm:eu-central-1:123456789012:certificate/0a",
        hostedZone: { id: "Z0123456789ABC", name: "shop.example" },
      },
    },
  ])("find no violation with the settings %j", (settings) => {
    const app = appWithoutBundles();
    const stack = new FlowhookStack(app, "Flowhook", { flows: GOOD_FLOWS, ...settings });
    const { violations } = new AwsSolutionsChecks(app, { verbose: true }).validateScope(stack);
    expect(violations).toEqual([]);
  });

  test("are acknowledged only with a reason", () => {
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
