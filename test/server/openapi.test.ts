// The embedded server answers as its OpenAPI document says: each example is accepted, and the bodies of all answers have the
// documented schema.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ingestOpenApi } from "#api/openapi/ingest-document.ts";
import { INGEST_OPERATIONS } from "#api/openapi/ingest-operations.ts";
import type { Operation } from "#api/openapi/operation.ts";
import type { SecuritySchemeName } from "#api/openapi/security-schemes.ts";
import { MAX_BATCH_BYTES } from "#core/event/limits.ts";
import { orderFlow } from "#support/flow-files.ts";
import { ROOT } from "#support/markdown.ts";
import { documentedAnswer, problemsBySchema } from "#support/openapi.ts";
import { INGEST_KEY, startTestProcess, TestFlows, type TestProcess } from "#support/test-process.ts";

const document = ingestOpenApi();

let flowhook: TestProcess;

beforeAll(async () => {
  const sources = {
    "survey.source.yaml": readFileSync(join(ROOT, "examples/sources/survey.source.yaml"), "utf8"),
    "unused.source.yaml":
      'kind: api-key\nmapping: { metric: Unused, profile: { email: "{{ body.email }}" }, when: "{% if body.used %}yes{% endif %}" }\n',
  };
  const flows = new TestFlows({ "a.yaml": orderFlow("order", "https://hook.example/"), ...sources });
  flowhook = await startTestProcess({ flows });
});

afterAll(() => flowhook.stop());

/** An example of a request: an operation with one of its bodies and one of its media types. */
interface ExampleRequest {
  readonly title: string;
  readonly operation: Operation;
  readonly headers: Readonly<Record<string, string>>;
  readonly text?: string;
}

const requests = INGEST_OPERATIONS.flatMap(examplesOf);
const posts = requests.filter(({ text }) => text !== undefined);

/** Sources answer 202 to every body of every content type, because senders disable a webhook whose requests fail. */
const checked = posts.filter(({ operation }) => operation.id !== "sendToSource");

function examplesOf(operation: Operation): ExampleRequest[] {
  const title = `${operation.method.toUpperCase()} ${operation.path}`;
  const { bodies = [] } = operation;
  if (bodies.length === 0) return [{ title, operation, headers: {} }];
  return bodies.flatMap(({ name, mediaTypes, example, exampleHeaders }) =>
    mediaTypes.map((type) => ({
      title: `${title} with ${type}, ${name}`,
      operation,
      headers: { "content-type": type, ...exampleHeaders },
      text: typeof example === "string" ? example : JSON.stringify(example),
    })),
  );
}

/** The header with which a request presents its key in a documented way. */
function keyHeader(scheme: SecuritySchemeName | undefined, key = INGEST_KEY): Record<string, string> {
  if (scheme === undefined) return {};
  return { authorization: `${scheme === "bearer" ? "Bearer" : "Klaviyo-API-Key"} ${key}` };
}

/** Changes of an example. */
interface Changes {
  readonly text?: string;
  readonly headers?: object;
  /** The name in the path. */
  readonly source?: string;
}

/** Sends an example, with these changes, checks that the document has the answer, and returns its status. */
async function statusOf(request: ExampleRequest, changes: Changes = {}): Promise<number> {
  const { method, path } = request.operation;
  const { text = request.text, headers = {} } = changes;
  const answer = await fetch(flowhook.url + path.replace("{name}", changes.source ?? "survey"), {
    method,
    headers: { ...request.headers, ...headers },
    ...(text !== undefined && { body: text }),
  });
  const operation = document.paths[path]?.[method];
  const documented = operation && documentedAnswer(document, operation, answer.status);
  const body = documented?.content["application/json"];
  expect(body, `the document has the answer ${answer.status}`).toBeDefined();
  expect(answer.headers.get("content-type")).toBe("application/json");
  expect(problemsBySchema(document, body?.schema ?? {}, JSON.parse(await answer.text()))).toEqual([]);
  expect(answer.headers.has("retry-after")).toBe(documented?.headers?.["Retry-After"] !== undefined);
  return answer.status;
}

describe("the embedded server", () => {
  it.each(requests)("answers $title as documented", async (request) => {
    const { security, answers } = request.operation;
    const schemes = security.length === 0 ? [undefined] : security;
    for (const scheme of schemes) {
      expect(await statusOf(request, { headers: keyHeader(scheme) })).toBe(answers[0]?.status);
    }
  });

  it.each(posts)("answers $title and a wrong key with 401 as documented", async (request) => {
    expect(await statusOf(request, { headers: keyHeader(request.operation.security[0], "wrong") })).toBe(401);
    expect(await statusOf(request)).toBe(401);
  });

  it.each(checked)("answers $title and a body that is not JSON with 400 as documented", async (request) => {
    expect(await statusOf(request, { text: "{", headers: keyHeader(request.operation.security[0]) })).toBe(400);
  });

  it.each(posts)("answers $title and too large a body with 413 as documented", async (request) => {
    const headers = keyHeader(request.operation.security[0]);
    expect(await statusOf(request, { text: " ".repeat(MAX_BATCH_BYTES + 1), headers })).toBe(413);
  });

  it.each(checked)("answers $title and another content type with 415 as documented", async (request) => {
    const headers = { ...keyHeader(request.operation.security[0]), "content-type": "text/html" };
    expect(await statusOf(request, { headers })).toBe(415);
  });
});

describe("a source", () => {
  const [example] = posts.filter(({ operation }) => operation.id === "sendToSource");
  const headers = { "content-type": "application/json", ...keyHeader("bearer") };

  it.each([
    ["a request that is ignored", { source: "unused", text: "{}" }, 202],
    ["a request that can't be mapped", { text: "{" }, 202],
    ["an unknown name", { source: "other" }, 404],
  ])("answers %s as documented", async (_title, changes, status) => {
    if (example === undefined) throw new Error("The operation of sources has no example");
    expect(await statusOf(example, { headers, ...changes })).toBe(status);
  });
});

describe("GET /openapi.json", () => {
  it("returns the document without a key", async () => {
    const answer = await fetch(`${flowhook.url}/openapi.json`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect(JSON.parse(await answer.text())).toEqual(document);
  });

  it("answers HEAD with the same headers and no body", async () => {
    const [head, get] = await Promise.all(
      ["HEAD", "GET"].map((method) => fetch(`${flowhook.url}/openapi.json`, { method })),
    );
    expect([head?.status, head?.headers.get("content-length")]).toEqual([200, get?.headers.get("content-length")]);
    expect(await head?.text()).toBe("");
  });
});
