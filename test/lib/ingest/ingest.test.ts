import { describe, expect, test } from "vitest";
import { EVENT_ATTRIBUTES } from "#backends/aws/sqs/event-attributes.ts";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { EVENT_MESSAGE_VERSION } from "#core/messages/event-message.ts";
import { type Resource, resource, resources, templateOf } from "../synthesized.ts";

const template = templateOf();
const throttled = templateOf({ throttle: { eventsPerSecond: 5, burst: 6 } });
const method = resource(template, "AWS::ApiGateway::Method", "IngestApieventsPOST").Properties;
const { Integration: integration } = method;

function answers(): Record<string, { StatusCode: string; ResponseParameters?: unknown; ResponseTemplates: unknown }> {
  const list: { SelectionPattern?: string; StatusCode: string; ResponseTemplates: unknown }[] =
    integration.IntegrationResponses;
  return Object.fromEntries(list.map((answer) => [answer.SelectionPattern ?? "any other", answer]));
}

describe("an answer of the queue", () => {
  test("becomes a 202 with the request's id only if it is a 200", () => {
    const accepted = Object.entries(answers()).filter(([, { StatusCode }]) => StatusCode.startsWith("2"));
    expect(accepted).toMatchObject([["200", { StatusCode: "202" }]]);
    expect(answers()["200"]?.ResponseTemplates).toEqual({
      "application/json": '{"request_id":"$context.extendedRequestId"}',
    });
  });

  test("of any other status becomes a 503 that asks for a retry", () => {
    expect(answers()["any other"]).toMatchObject({
      StatusCode: "503",
      ResponseParameters: { "method.response.header.Retry-After": "'5'" },
    });
  });

  test("of status 400 becomes a 413 only if the queue reports that the message is too long", () => {
    const { StatusCode, ResponseTemplates } = answers()["400"] ?? {};
    expect(StatusCode).toBe("413");
    const template = String(Object.values(ResponseTemplates ?? {})[0]);
    const [scope, refusals = ""] = template.split(/#else\n([\s\S]*)/);
    expect(scope).toMatch(/^#if\("\$!context\.authorizer\.key_metrics" == "\[\]"\)/);
    expect(scope).toContain("$context.responseOverride.status = 403");
    const [first, rest] = refusals.split("#elseif");
    expect(first).toContain("#if($answer.contains('must be shorter than'))");
    expect(first).not.toContain("responseOverride");
    expect(rest).toMatch(/#else\n#set\(\$context\.responseOverride\.status = 503\)/);
  });

  test("has one mapping for each status, because API Gateway keys them by status", () => {
    const statuses = Object.values(answers()).map(({ StatusCode }) => StatusCode);
    expect(new Set(statuses).size).toBe(statuses.length);
  });
});

/** Renders a template as API Gateway does, as far as these templates use its language. */
function render(template: string, values: Readonly<Record<string, string>>): string {
  return template
    .replaceAll(/\$util\.urlEncode\((\$[\w.]+)\)/g, (_, name: string) => encodeURIComponent(values[name] ?? ""))
    .replaceAll(/\$[a-z][\w.]+/g, (name) => values[name] ?? "");
}

describe("the message on the queue", () => {
  const METRICS = '["Zoë\'s & ","=+"]';
  // Values that hold every kind of character that a form must escape.
  const VALUES: Readonly<Record<string, string>> = {
    "$context.extendedRequestId": "JKJaXm+/PLvHcESHA=",
    "$context.requestTimeEpoch": "1763950000123",
    "$context.authorizer.key_id": "key_0a",
    "$context.authorizer.key_metrics": METRICS,
    "$input.body": '{"metric":"Bought & paid = 100 %","profile":{"email":"a+b@example.com"},"x":"é😀\\u0026"}',
  };
  const formOf = (context: Readonly<Record<string, string>> = {}) =>
    new URLSearchParams(render(String(integration.RequestTemplates["application/json"]), { ...VALUES, ...context }));
  const attributesOf = (form: URLSearchParams) =>
    Object.fromEntries(
      [...form].flatMap(([name, value]) => {
        const [prefix] = /^MessageAttribute\.\d+(?=\.Name$)/.exec(name) ?? [];
        return prefix === undefined ? [] : [[value, form.get(`${prefix}.Value.StringValue`)]];
      }),
    );
  const form = formOf();

  test("holds the unchanged body", () => {
    expect(form.get("Action")).toBe("SendMessage");
    expect(form.get("MessageBody")).toBe(VALUES["$input.body"]);
  });

  test("has the key's id as its group", () => {
    expect(form.get("MessageGroupId")).toBe("key_0a");
  });

  const ATTRIBUTES = {
    v: String(EVENT_MESSAGE_VERSION),
    format: "plain",
    request_id: "JKJaXm+/PLvHcESHA=",
    received_at: "1763950000123",
    key_id: "key_0a",
  };

  test("has the attributes of an event message and the scope of the key, and no others", () => {
    const { key_metrics, ...others } = attributesOf(form);
    expect(others).toEqual(ATTRIBUTES);
    expect(Object.keys(others)).toEqual(EVENT_ATTRIBUTES);
    expect(key_metrics).toBe(METRICS);
    expect([...form.keys()].filter((name) => name.endsWith(".Value.DataType"))).toHaveLength(6);
  });

  test("has a type that SQS does not have if the key may only post to sources, so that SQS refuses it", () => {
    const types = (values: Readonly<Record<string, string>>) =>
      [...formOf(values)].flatMap(([name, value]) => (name.endsWith(".Value.DataType") ? [value] : []));
    const strings = Array.from({ length: 5 }, () => "String");
    expect(types({ "$context.authorizer.key_metrics_type": "String" })).toEqual([...strings, "String"]);
    expect(types({ "$context.authorizer.key_metrics_type": "None" })).toEqual([...strings, "None"]);
  });

  test("escapes everything that a sender can choose", () => {
    const template = String(integration.RequestTemplates["application/json"]);
    expect(template.match(/(?<!urlEncode\()\$(input|context)[\w.]*/g)).toEqual(["$context.requestTimeEpoch"]);
    expect(template).not.toMatch(/\s/);
  });

  test("may be as large as the largest event with its attributes, and no larger than 32 KiB more", () => {
    const limit = resource(template, "AWS::SQS::Queue", "IngestEvents").Properties.MaximumMessageSize;
    expect(limit).toBeGreaterThanOrEqual(MAX_EVENT_BYTES + 4_096 + 1_024 + 20_480);
    expect(limit).toBeLessThanOrEqual(MAX_EVENT_BYTES + 32 * 1_024);
  });
});

describe("API Gateway sends to the queue", () => {
  test("no content type but JSON and CloudEvents", () => {
    expect(integration.PassthroughBehavior).toBe("NEVER");
    expect(Object.keys(integration.RequestTemplates)).toEqual(["application/json", "application/cloudevents+json"]);
    const template = new URLSearchParams(String(integration.RequestTemplates["application/cloudevents+json"]));
    expect(template.get("MessageAttribute.2.Value.StringValue")).toBe("cloudevents");
  });

  test("no body that was not checked, under whatever content type", () => {
    expect(Object.keys(method.RequestModels).sort()).toEqual([
      "$default",
      "application/cloudevents+json",
      "application/json",
    ]);
    expect(method.RequestModels["$default"]).toEqual(method.RequestModels["application/json"]);
    expect(method.RequestModels["application/cloudevents+json"]).not.toEqual(method.RequestModels["application/json"]);
    const validator = resource(template, "AWS::ApiGateway::RequestValidator", "Ingest").Properties;
    expect(validator.ValidateRequestBody).toBe(true);
  });

  test("no request without a key", () => {
    expect(method.AuthorizationType).toBe("CUSTOM");
    const { IdentityValidationExpression } = resource(template, "AWS::ApiGateway::Authorizer", "Ingest").Properties;
    // API Gateway's expressions are Java's; the only difference here is how they say that case does not matter.
    const looksLikeKey = new RegExp(String(IdentityValidationExpression).replace("(?i)", ""), "i");
    for (const good of ["Bearer k", "bearer k", "Klaviyo-API-Key k", "Basic azo="]) expect(good).toMatch(looksLikeKey);
    for (const bad of ["", "k", "Bearer", "Bearer ", "Basic", "Digest k", "Bearer k k"])
      expect(bad).not.toMatch(looksLikeKey);
  });

  test("a thousand events a second by default", () => {
    const settings = (from: typeof template) =>
      resource(from, "AWS::ApiGateway::Stage", "Ingest").Properties.MethodSettings;
    expect(settings(template)).toMatchObject([{ ThrottlingRateLimit: 1_000, ThrottlingBurstLimit: 2_000 }]);
    expect(settings(throttled)).toMatchObject([{ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 6 }]);
  });
});

describe("a path that takes many events", () => {
  const paths = INGEST_ROUTES.filter(({ onAws }) => onAws === "function").map(({ path }) => path);
  // The generated URL ends with /v1, which Segment's client replaces by its own path, /v1/batch: the path /batch of the stage v1.
  const withoutStage = paths.filter((path) => path.startsWith("/v1/")).map((path) => path.slice("/v1".length));

  test("also exists without the name of the stage, if it begins with that", () => {
    expect(resource(template, "AWS::ApiGateway::Stage", "Ingest").Properties.StageName).toBe("v1");
    expect(withoutStage).toContain("/batch");
  });

  test.each([...paths, ...withoutStage])(
    "%s is forwarded to the ingest function, with the check of the key",
    (path) => {
      const forwarding = resource(template, "AWS::ApiGateway::Method", `IngestApi${path.replaceAll(/[/-]/g, "")}POST`);
      expect(forwarding.Properties).toMatchObject({
        HttpMethod: "POST",
        AuthorizationType: "CUSTOM",
        Integration: { Type: "AWS_PROXY" },
      });
      expect(JSON.stringify(forwarding.Properties.Integration.Uri)).toContain("IngestFunction");
    },
  );
});

describe("an answer of API Gateway itself", () => {
  const gateway: Record<string, Resource["Properties"]> = Object.fromEntries(
    resources(template, "AWS::ApiGateway::GatewayResponse")
      .filter(([id]) => id.startsWith("Ingest"))
      .map(([, { Properties }]) => [Properties.ResponseType, Properties]),
  );

  test.each([
    ["BAD_REQUEST_BODY", "400"],
    ["UNAUTHORIZED", "401"],
    ["ACCESS_DENIED", "401"],
    ["MISSING_AUTHENTICATION_TOKEN", "404"],
    ["REQUEST_TOO_LARGE", "413"],
    ["UNSUPPORTED_MEDIA_TYPE", "415"],
  ])("%s is a %s that asks for no retry", (type, status) => {
    expect(gateway[type]).toMatchObject({ StatusCode: status });
    expect(gateway[type].ResponseParameters ?? {}).toEqual({});
  });

  test.each([
    ["THROTTLED", "429"],
    ["AUTHORIZER_FAILURE", "503"],
    ["AUTHORIZER_CONFIGURATION_ERROR", "503"],
    ["INTEGRATION_FAILURE", "503"],
    ["INTEGRATION_TIMEOUT", "503"],
    ["API_CONFIGURATION_ERROR", "503"],
    ["DEFAULT_5XX", "503"],
  ])("%s is a %s that asks for a retry", (type, status) => {
    expect(gateway[type]).toMatchObject({
      StatusCode: status,
      ResponseParameters: { "gatewayresponse.header.Retry-After": "'5'" },
    });
  });

  test("to a wrong key is the same as to a missing key, and API Gateway caches it", () => {
    const code = (type: string) => JSON.parse(gateway[type].ResponseTemplates["application/json"]).errors[0].code;
    expect([code("UNAUTHORIZED"), code("ACCESS_DENIED")]).toEqual(["not_authenticated", "not_authenticated"]);
    const { AuthorizerResultTtlInSeconds } = resource(template, "AWS::ApiGateway::Authorizer", "Ingest").Properties;
    expect(AuthorizerResultTtlInSeconds).toBe(60);
  });

  test("has the shape of Klaviyo's errors", () => {
    for (const { ResponseTemplates, StatusCode } of Object.values(gateway)) {
      const { errors } = JSON.parse(ResponseTemplates["application/json"]);
      expect(Object.keys(errors[0])).toEqual(["id", "status", "code", "title", "detail", "source"]);
      expect(String(errors[0].status)).toBe(StatusCode);
    }
  });

  test("to an invalid body names the mistake", () => {
    expect(gateway["BAD_REQUEST_BODY"].ResponseTemplates["application/json"]).toContain(
      '"detail":"$context.error.validationErrorString"',
    );
  });
});

describe("the access log", () => {
  const { AccessLogSetting: log } = resource(template, "AWS::ApiGateway::Stage", "Ingest").Properties;

  test("is JSON with the request's id, its key's id and its status", () => {
    expect(JSON.parse(log.Format)).toMatchObject({
      request_id: "$context.extendedRequestId",
      key_id: "$context.authorizer.key_id",
      status: "$context.status",
    });
  });

  test("holds no body, no header and no text that repeats one", () => {
    expect(log.Format).not.toMatch(/body|header|input|authorizationToken|messageString|validationErrorString/i);
  });
});

describe("the rates of keys", () => {
  const plansOf = (from: typeof template) =>
    resources(from, "AWS::ApiGateway::UsagePlan").map(([, plan]) => plan.Properties);
  const RATES = [
    { requests_per_second: 0.5, burst: 1 },
    { requests_per_second: 5, burst: 10 },
  ];
  const rated = templateOf({ defaultKeyRate: { requests_per_second: 50, burst: 60 }, keyRates: RATES });

  test("by default leave each key the whole throttle of the stage", () => {
    expect(plansOf(template)).toMatchObject([{ Throttle: { RateLimit: 1_000, BurstLimit: 2_000 } }]);
    expect(plansOf(throttled)).toMatchObject([{ Throttle: { RateLimit: 5, BurstLimit: 6 } }]);
  });

  test("are usage plans of the stage, one for each", () => {
    const [api, stage] = ["RestApi", "Stage"].map((type) =>
      resources(rated, `AWS::ApiGateway::${type}`)
        .map(([id]) => id)
        .find((id) => id.startsWith("IngestApi")),
    );
    expect(plansOf(rated)).toMatchObject(
      [
        [50, 60],
        [0.5, 1],
        [5, 10],
      ].map(([RateLimit, BurstLimit]) => ({
        ApiStages: [{ ApiId: { Ref: api }, Stage: { Ref: stage } }],
        Throttle: { RateLimit, BurstLimit },
      })),
    );
  });

  test("apply to the default key by an API key of the stack, with the value that the authorizer returns", () => {
    const key = resource(template, "AWS::ApiGateway::ApiKey", "Ingest");
    const api = resources(template, "AWS::ApiGateway::RestApi").find(([id]) => id.startsWith("IngestApi"))?.[0];
    expect(key.Properties.Value).toEqual({ "Fn::Join": ["", ["flowhook", { Ref: api }, "default"]] });
    expect(key.Properties.Enabled).toBe(true);
    const { UsagePlanId } = resource(template, "AWS::ApiGateway::UsagePlanKey", "Ingest").Properties;
    expect(resources(template, "AWS::ApiGateway::UsagePlan").map(([id]) => id)).toEqual([UsagePlanId.Ref]);
  });

  test("apply to every method of ingest with an authorizer, by the key that it names", () => {
    const methods = resources(template, "AWS::ApiGateway::Method").filter(
      ([id]) => id.startsWith("Ingest") && !id.startsWith("IngestApisources"),
    );
    expect(methods.length).toBeGreaterThan(3);
    for (const [, { Properties }] of methods) expect(Properties.ApiKeyRequired).toBe(true);
    expect(resource(template, "AWS::ApiGateway::RestApi", "Ingest").Properties.ApiKeySourceType).toBe("AUTHORIZER");
  });

  test("do not apply to the management API", () => {
    const { ApiKeyRequired } = resource(template, "AWS::ApiGateway::Method", "Management").Properties;
    expect(ApiKeyRequired ?? false).toBe(false);
  });

  test("reach the management function, which adds keys to their plans", () => {
    const { USAGE_PLANS } = resource(rated, "AWS::Lambda::Function", "ManagementFunction").Properties.Environment
      .Variables;
    const ids = resources(rated, "AWS::ApiGateway::UsagePlan").map(([id]) => id);
    const written = USAGE_PLANS["Fn::Join"][1].map((part: string | { Ref: string }) =>
      typeof part === "string" ? part : part.Ref,
    );
    expect(JSON.parse(written.join(""))).toEqual([
      { id: ids[0] },
      { id: ids[1], rate: RATES[0] },
      { id: ids[2], rate: RATES[1] },
    ]);
  });

  test("can't be the same twice", () => {
    expect(() => templateOf({ keyRates: [...RATES, { ...RATES[0], burst: 1, requests_per_second: 0.5 }] })).toThrow(
      "keyRates has 0.5/s, 1 at once twice",
    );
  });
});

test("a request to a source is forwarded to the ingest function without an authorizer, because it is signed", () => {
  const { AuthorizationType, AuthorizerId, ApiKeyRequired, Integration } = resource(
    template,
    "AWS::ApiGateway::Method",
    "IngestApisourcesnamePOST",
  ).Properties;
  expect([AuthorizationType, AuthorizerId, Integration.Type]).toEqual(["NONE", undefined, "AWS_PROXY"]);
  expect(ApiKeyRequired ?? false).toBe(false);
});
