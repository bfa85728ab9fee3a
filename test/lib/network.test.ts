import { describe, expect, test } from "vitest";
import { resource, resources, templateOf } from "./synthesized.ts";

const own = templateOf({ network: { staticAddress: true } });
const existing = templateOf({
  network: { vpcId: "vpc-0a", subnetIds: ["subnet-0a", "subnet-0b"], securityGroupIds: ["sg-0a"] },
});

function inVpc(template: typeof own): string[] {
  return resources(template, "AWS::Lambda::Function")
    .filter(([, { Properties }]) => Properties.VpcConfig)
    .map(([id]) => id.replace(/[0-9A-F]{8}$/, ""));
}

test("by default no function is in a VPC", () => {
  expect(inVpc(templateOf())).toEqual([]);
});

describe("a static address", () => {
  test("belongs to the only NAT gateway, and is an output", () => {
    const [[gateway, ...others]] = [resources(own, "AWS::EC2::NatGateway")];
    expect(others).toEqual([]);
    const [address] = gateway?.[1].Properties.AllocationId["Fn::GetAtt"] ?? [];
    expect(own.toJSON()["Outputs"].EgressAddress.Value).toEqual({ "Fn::GetAtt": [address, "PublicIp"] });
    expect(resource(own, "AWS::EC2::EIP", "NetworkAddress").DeletionPolicy).toBe("RetainExceptOnCreate");
  });

  test("is used by webhooks alone, and tables are reached without the NAT gateway", () => {
    expect(inVpc(own)).toEqual(["DeliveryDispatcher"]);
    expect(JSON.stringify(resources(own, "AWS::EC2::VPCEndpoint"))).toContain("dynamodb");
    expect(JSON.stringify(resources(own, "AWS::EC2::VPCEndpoint"))).toContain(".s3");
  });
});

describe("an existing VPC", () => {
  test("is used by its ids, and the stack neither looks it up nor creates another", () => {
    expect(inVpc(existing)).toEqual(["DeliveryDispatcher"]);
    expect(resource(existing, "AWS::Lambda::Function", "DeliveryDispatcher").Properties.VpcConfig).toEqual({
      SubnetIds: ["subnet-0a", "subnet-0b"],
      SecurityGroupIds: ["sg-0a"],
    });
    expect(resources(existing, "AWS::EC2::VPC")).toEqual([]);
  });
});

test("the role may manage network interfaces only where the function is in a VPC", () => {
  const policy = (from: typeof own) =>
    JSON.stringify(resource(from, "AWS::IAM::Policy", "DeliveryDispatcherRole").Properties);
  for (const template of [own, existing]) expect(policy(template)).toContain("ec2:CreateNetworkInterface");
  expect(policy(templateOf())).not.toContain("ec2:");
});

describe("a topic of the user", () => {
  const arn = "arn:aws:sns:eu-central-1:123456789012:operators";

  test("is notified by every alarm, and the stack creates none", () => {
    const template = templateOf({ alarmTopicArn: arn });
    const actions = resources(template, "AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties.AlarmActions);
    expect(actions.length).toBeGreaterThan(5);
    for (const action of actions) expect(action).toEqual([arn]);
    expect(resources(template, "AWS::SNS::Topic")).toEqual([]);
  });

  test("is refused together with an address", () => {
    expect(() => templateOf({ alarmTopicArn: arn, alarmEmail: "a@example.com" })).toThrow("Give one of alarmEmail");
  });
});
