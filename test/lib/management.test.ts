import { describe, expect, test } from "vitest";
import { type Resource, resource, resources, templateOf } from "./synthesized.ts";

const template = templateOf();
const apis = resources(template, "AWS::ApiGateway::RestApi");

describe("a request to the management API without the admin token runs no function", () => {
  const method = resource(template, "AWS::ApiGateway::Method", "ManagementApimanagepath").Properties;
  const check = resource(template, "AWS::ApiGateway::Authorizer", "Management").Properties;

  test("because API Gateway requires the header Authorization, and caches an answer for a minute", () => {
    expect(method).toMatchObject({ AuthorizationType: "CUSTOM", HttpMethod: "ANY" });
    expect(method.AuthorizerId.Ref).toMatch(/^ManagementKeyCheck/);
    expect(check).toMatchObject({
      Type: "TOKEN",
      IdentitySource: "method.request.header.Authorization",
      AuthorizerResultTtlInSeconds: 60,
    });
  });

  test.each(["Bearer t", "bearer t"])("API Gateway asks the authorizer about %j", (header) => {
    expect(header).toMatch(tokenPattern(check));
  });

  test.each(["", "t", "Bearer", "Basic t", "Klaviyo-API-Key t", "Bearer t t"])(
    "API Gateway refuses %j without a call",
    (header) => {
      expect(header).not.toMatch(tokenPattern(check));
    },
  );

  test("its authorizer reads the admin token and nothing else", () => {
    const { Environment } = resource(template, "AWS::Lambda::Function", "ManagementAuthorizer").Properties;
    const { PolicyDocument } = resource(template, "AWS::IAM::Policy", "ManagementAuthorizerRole").Properties;
    const token = { Ref: expect.stringMatching(/^ManagementAdminToken/) };
    expect(Environment.Variables.KEY_SECRET_ARN).toEqual(token);
    expect(PolicyDocument.Statement).toContainEqual({
      Action: "secretsmanager:GetSecretValue",
      Effect: "Allow",
      Resource: token,
    });
  });
});

/** API Gateway's expressions are Java's; the only difference here is how they say that case does not matter. */
function tokenPattern({ IdentityValidationExpression }: Resource["Properties"]): RegExp {
  return new RegExp(String(IdentityValidationExpression).replace("(?i)", ""), "i");
}

test("a missing and a wrong token are both answered with 401", () => {
  const answers = resources(template, "AWS::ApiGateway::GatewayResponse").filter(([id]) => id.startsWith("Management"));
  const status = (type: string) =>
    answers.find(([, { Properties }]) => Properties.ResponseType === type)?.[1].Properties.StatusCode;
  expect([status("UNAUTHORIZED"), status("ACCESS_DENIED"), status("THROTTLED")]).toEqual(["401", "401", "429"]);
});

test("the stage has its own throttle", () => {
  expect(resource(template, "AWS::ApiGateway::Stage", "Management").Properties.MethodSettings).toMatchObject([
    { HttpMethod: "*", ResourcePath: "/*", ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
  ]);
});

test("the names of both APIs include the stack's, so that no two stacks share metrics", () => {
  const names = apis.map(([, { Properties }]) => JSON.stringify(Properties.Name));
  expect(names).toEqual([
    '{"Fn::Join":["",[{"Ref":"AWS::StackName"},"-ingest"]]}',
    '{"Fn::Join":["",[{"Ref":"AWS::StackName"},"-management"]]}',
  ]);
});
