// The OpenAPI document of ingest: valid, complete, and with examples that ingest accepts. test/server/openapi.test.ts compares it with
// the answers of the server.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { API_ERRORS } from "#api/errors.ts";
import { ingestOpenApi, KNOWN_SERVERS } from "#api/openapi/ingest-document.ts";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import { ROOT } from "#support/markdown.ts";
import { documentedAnswer, operationsOf, problemsBySchema } from "#support/openapi.ts";

const document = ingestOpenApi(KNOWN_SERVERS);
const operations = operationsOf(document);
const byTitle = operations.map((one) => ({ title: `${one.method} ${one.path}`, ...one }));

/** Every value of a key, anywhere in the document. */
function valuesOf(key: string): unknown[] {
  const found: unknown[] = [];
  JSON.stringify(document, (name, value) => {
    if (name === key) found.push(value);
    return value;
  });
  return found;
}

describe("the OpenAPI document of ingest", () => {
  it("is the committed one: node tools/openapi.ts writes it", () => {
    expect(JSON.parse(readFileSync(join(ROOT, "schema/ingest.openapi.json"), "utf8"))).toEqual(document);
  });

  it("is valid OpenAPI 3.1", async () => {
    expect(await new Validator().validate(structuredClone({ ...document }))).toEqual({ valid: true });
  });

  it("differs for clients of one server only in the servers", () => {
    const { servers, ...served } = ingestOpenApi();
    expect(servers.map(({ url }) => url)).toEqual(["/"]);
    expect({ ...served, servers: document.servers }).toEqual(document);
  });

  it("has an operation for each route of ingest, with its media types", () => {
    for (const { path, bodies } of INGEST_ROUTES) {
      const documented = bodies.filter(({ documentedAt }) => documentedAt === undefined);
      const types = new Set(documented.flatMap(({ contentTypes }) => contentTypes));
      expect(Object.keys(document.paths[path]?.post?.requestBody?.content ?? {}), path).toEqual([...types]);
    }
  });

  it("has a different operationId for each operation", () => {
    const ids = operations.map(({ operation: { operationId } }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z]+$/);
  });

  it("refers only to components that it has, and has no component without a reference", () => {
    const references = new Set(valuesOf("$ref"));
    const { schemas, responses } = document.components;
    const components = Object.entries({ schemas, responses }).flatMap(([kind, named]) =>
      Object.keys(named).map((name) => `#/components/${kind}/${name}`),
    );
    expect([...references].sort()).toEqual(components.sort());
  });

  it("refers only to security schemes that it has", () => {
    const named = operations.flatMap(({ operation }) => operation.security.flatMap((one) => Object.keys(one)));
    expect([...new Set(named)].sort()).toEqual(Object.keys(document.components.securitySchemes).sort());
  });

  it("describes each error of ingest in an answer with the status of the error", () => {
    for (const [code, { content }] of Object.entries(document.components.responses)) {
      const { status, title } = API_ERRORS[code as keyof typeof API_ERRORS];
      expect(content["application/json"]?.example).toMatchObject({ errors: [{ status, code, title }] });
    }
    expect(Object.keys(document.components.responses).sort()).toEqual(
      Object.keys(API_ERRORS)
        .filter((code) => code !== "conflict")
        .sort(),
    );
  });

  it("has whole sentences as descriptions of operations", () => {
    for (const text of valuesOf("description")) expect(text).toMatch(/^\S.*[^ ]$/s);
    for (const { operation } of operations) expect(operation.description).toMatch(/^[A-Z].*\.$/s);
  });

  it.each(byTitle)("$title has an example for each body, which its schema allows", ({ operation }) => {
    const bodies = Object.values(operation.requestBody?.content ?? {});
    for (const { schema, example, examples = { only: { value: example } } } of bodies) {
      for (const { value } of Object.values(examples)) expect(problemsBySchema(document, schema, value)).toEqual([]);
    }
  });

  it.each(byTitle)("$title has an example for each answer, which its schema allows", ({ operation }) => {
    for (const status of Object.keys(operation.responses)) {
      const bodies = Object.values(documentedAnswer(document, operation, Number(status))?.content ?? {});
      expect(bodies, status).toHaveLength(1);
      for (const { schema, example } of bodies) expect(problemsBySchema(document, schema, example)).toEqual([]);
    }
  });
});
