import { describe, expect, test } from "vitest";
import type { ApiDomain } from "../../lib/api/domain.ts";
import { resource, resources, templateOf } from "./synthesized.ts";

const CERTIFICATE = "arn:aws:acm:eu-central-1:123456789012:certificate/0a1b2c3d-0000-4000-8000-000000000000";
const INGEST: ApiDomain = { name: "events.shop.example", certificateArn: CERTIFICATE };
const MANAGEMENT: ApiDomain = {
  name: "flowhook.shop.example",
  certificateArn: CERTIFICATE,
  hostedZone: { id: "Z0123456789ABC", name: "shop.example" },
  closeDefaultEndpoint: true,
};

const plain = templateOf();
const template = templateOf({ ingestDomain: INGEST, managementDomain: MANAGEMENT });
const outputs = template.toJSON()["Outputs"];

test("without a domain the stack creates none, and the outputs show the URLs that API Gateway generates", () => {
  expect(resources(plain, "AWS::ApiGateway::DomainName")).toEqual([]);
  for (const output of ["IngestUrl", "ManagementUrl"]) {
    expect(JSON.stringify(plain.toJSON()["Outputs"][output].Value)).toContain(".execute-api.");
  }
});

describe.each([
  ["Ingest", INGEST],
  ["Management", MANAGEMENT],
] as const)("the domain of the %s API", (api, { name, certificateArn }) => {
  test("is regional, has the given certificate and accepts TLS 1.2 or newer", () => {
    expect(resource(template, "AWS::ApiGateway::DomainName", `${api}Api`).Properties).toEqual({
      DomainName: name,
      EndpointConfiguration: { Types: ["REGIONAL"] },
      RegionalCertificateArn: certificateArn,
      SecurityPolicy: "TLS_1_2",
    });
  });

  test("maps its root to the stage of the API, so that no base path is part of a request's path", () => {
    const mapping = resource(template, "AWS::ApiGateway::BasePathMapping", `${api}Api`).Properties;
    expect(mapping).toEqual({
      DomainName: { Ref: expect.stringMatching(`^${api}ApiDomain`) },
      RestApiId: { Ref: expect.stringMatching(`^${api}Api`) },
      Stage: { Ref: expect.stringMatching(`^${api}ApiDeploymentStage`) },
    });
  });

  test("is the URL in the outputs, which also name the target of its DNS record", () => {
    expect(outputs[`${api}Url`].Value).toBe(`https://${name}`);
    expect(outputs[`${api}DomainTarget`].Value).toEqual({
      "Fn::GetAtt": [expect.stringMatching(`^${api}ApiDomain`), "RegionalDomainName"],
    });
  });
});

test("the stack creates a DNS record only in a hosted zone that the settings name", () => {
  expect(resources(template, "AWS::Route53::RecordSet").map(([, { Properties }]) => Properties)).toEqual([
    {
      Name: "flowhook.shop.example.",
      Type: "A",
      HostedZoneId: "Z0123456789ABC",
      AliasTarget: {
        DNSName: { "Fn::GetAtt": [expect.stringMatching(/^ManagementApiDomain/), "RegionalDomainName"] },
        HostedZoneId: { "Fn::GetAtt": [expect.stringMatching(/^ManagementApiDomain/), "RegionalHostedZoneId"] },
      },
    },
  ]);
});

test("a hosted zone that does not hold the domain fails the synth", () => {
  const hostedZone = { id: "Z0123456789ABC", name: "op.example" };
  expect(() => templateOf({ ingestDomain: { ...INGEST, hostedZone } })).toThrow(
    "The domain events.shop.example is not in the hosted zone op.example",
  );
});

test("a hosted zone whose name is the domain's holds its record", () => {
  const hostedZone = { id: "Z0123456789ABC", name: INGEST.name };
  const [[, record] = []] = resources(
    templateOf({ ingestDomain: { ...INGEST, hostedZone } }),
    "AWS::Route53::RecordSet",
  );
  expect(record?.Properties.Name).toBe("events.shop.example.");
});

test("the generated URL keeps working unless the settings close it", () => {
  const closed = (id: string) =>
    resource(template, "AWS::ApiGateway::RestApi", id).Properties.DisableExecuteApiEndpoint;
  expect([closed("IngestApi"), closed("ManagementApi")]).toEqual([undefined, true]);
});

test("closing the generated URL makes a new deployment of the API, without which it would have no effect", () => {
  const deploymentOf = (from: typeof template) =>
    resources(from, "AWS::ApiGateway::Deployment")
      .map(([id]) => id)
      .find((id) => id.startsWith("Management"));
  const { closeDefaultEndpoint: _, ...open } = MANAGEMENT;
  expect(deploymentOf(template)).not.toBe(deploymentOf(templateOf({ managementDomain: open })));
});

test("one name for both APIs fails the synth, because each is at the root of its domain", () => {
  expect(() => templateOf({ ingestDomain: INGEST, managementDomain: INGEST })).toThrow("give them two names");
});
