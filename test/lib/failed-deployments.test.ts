// The properties of a template that let CloudFormation roll a failed deployment back completely, so that the next try can start:
// see "When a deployment fails" in docs/aws.md.

import type { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { type Resource, templateOf } from "./synthesized.ts";

const everything = { alarmEmail: "operator@example.com", allowTargets: ["10.0.0.0/8"] };

const CASES: readonly (readonly [name: string, template: Template])[] = [
  ["the default", templateOf()],
  ["every setting", templateOf(everything)],
  ["data that is deleted with the stack", templateOf({ retainData: false })],
  ["a new encryption key", templateOf({ encryptionKey: true })],
];

function all(template: Template): [id: string, resource: Resource][] {
  // Template gives resources as records of anything; this is the shape that CloudFormation documents.
  return Object.entries(template.toJSON()["Resources"] as Record<string, Resource>);
}

describe.each(CASES)("with %s", (_, template) => {
  test("rollback deletes every resource that the failed deployment created", () => {
    const kept = all(template).filter(([, { DeletionPolicy }]) => DeletionPolicy === "Retain");
    expect(kept.map(([id]) => id)).toEqual([]);
  });

  test("no resource has a deletion protection, which would stop the rollback", () => {
    const protections = JSON.stringify(template.toJSON()).match(/"\w*DeletionProtection\w*":true/g);
    expect(protections).toBe(null);
  });

  test("no physical name can collide with one that an earlier try left behind", () => {
    for (const [id, { Type, Properties }] of all(template)) {
      for (const [property, value] of Object.entries(Properties ?? {})) {
        if (!isPhysicalName(Type, property)) continue;
        expect([id, property, JSON.stringify(value)]).toEqual([id, property, expect.stringContaining("AWS::StackId")]);
      }
    }
  });

  test("a custom resource is created after all permissions of its function", () => {
    const byId = new Map(all(template));
    const customs = all(template).filter(([, { Type }]) => Type.startsWith("Custom::"));
    expect(customs.length).toBeGreaterThan(0);
    for (const [id, custom] of customs) {
      const before = precedingOf(id, byId);
      const role = byId.get(custom.Properties.ServiceToken["Fn::GetAtt"][0])?.Properties.Role["Fn::GetAtt"][0];
      const policies = all(template).filter(
        ([, { Type, Properties }]) =>
          Type === "AWS::IAM::Policy" && JSON.stringify(Properties.Roles).includes(`"${role}"`),
      );
      expect(policies.length).toBeGreaterThan(0);
      for (const [policy] of policies) expect([...before]).toContain(policy);
    }
  });
});

/** Whether a property is a name that must be unique in account and region. */
function isPhysicalName(type: string, property: string): boolean {
  // These names are unique only within the role, function or API that they belong to.
  if (
    /::IAM::Policy$|::EventSourceMapping$|::EventInvokeConfig$|::Lambda::Permission$|::MetricFilter$|^AWS::ApiGateway/.test(
      type,
    )
  ) {
    return false;
  }
  return /^(?:QueueName|TableName|FunctionName|RoleName|LogGroupName|PolicyName|AlarmName|TopicName|RuleName|Name)$/.test(
    property,
  );
}

/** The resources that CloudFormation creates before this one: direct and indirect dependencies and references. */
function precedingOf(id: string, byId: ReadonlyMap<string, Resource>, found = new Set<string>()): Set<string> {
  for (const [, , referred] of JSON.stringify(byId.get(id)).matchAll(
    /"(Ref|Fn::GetAtt|DependsOn)":\[?((?:"[^"]+",?)+)/g,
  )) {
    for (const [, next = ""] of (referred ?? "").matchAll(/"([^"]+)"/g)) {
      if (!byId.has(next) || found.has(next)) continue;
      found.add(next);
      precedingOf(next, byId, found);
    }
  }
  return found;
}
