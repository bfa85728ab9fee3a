// The generator of OpenAPI documents, with an API that exists only here.

import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { DescribedApi } from "#api/openapi/described-api.ts";
import { openApiDocument } from "#api/openapi/document.ts";
import type { Operation } from "#api/openapi/operation.ts";

const item = z.strictObject({ name: z.string().max(5), at: z.iso.datetime().optional() }).describe("An item.");

const createItem: Operation = {
  method: "post",
  path: "/shelves/{shelf}",
  id: "createItem",
  summary: "Create an item",
  description: "Creates it.",
  security: ["klaviyo"],
  parameters: [
    { name: "shelf", in: "path", required: true, description: "The shelf.", schema: z.string().min(1), example: "top" },
  ],
  bodies: [
    {
      name: "item",
      mediaTypes: ["application/json", "application/vnd.api+json"],
      schema: item,
      example: { name: "a" },
    },
    {
      name: "lines",
      mediaTypes: ["application/x-ndjson"],
      schema: z.string().describe("One item a line."),
      example: '{"name":"a"}\n',
    },
  ],
  answers: [
    { status: 201, description: "Created.", schema: z.object({ items: z.array(item) }), example: { items: [] } },
  ],
  errors: ["invalid", "throttled"],
};

const listItems: Operation = {
  method: "get",
  path: "/shelves/{shelf}",
  id: "listItems",
  summary: "List items",
  description: "Lists them.",
  security: [],
  answers: [{ status: 200, description: "The items.", schema: z.array(item), example: [] }],
  errors: [],
};

const api: DescribedApi = {
  title: "Shelves",
  version: "1.0.0",
  description: "Shelves and items.",
  servers: [{ url: "/", description: "This server." }],
  operations: [createItem, listItems],
  schemas: { Item: item },
  errors: {
    invalid: { description: "Not valid.", example: { pointer: "/name", message: "Is too long." } },
    throttled: { description: "Too many.", example: { pointer: "", message: "Wait." }, retryAfter: true },
  },
};

const document = openApiDocument(api);
const path = document.paths["/shelves/{shelf}"];

describe("an OpenAPI document", () => {
  it("has the operations of a path by method", () => {
    expect(Object.keys(document.paths)).toEqual(["/shelves/{shelf}"]);
    expect([path?.post?.operationId, path?.get?.operationId]).toEqual(["createItem", "listItems"]);
  });

  it("has a named schema once, as a component, and refers to it everywhere", () => {
    const ref = { $ref: "#/components/schemas/Item" };
    expect(document.components.schemas["Item"]).toEqual({
      type: "object",
      description: "An item.",
      properties: { name: { type: "string", maxLength: 5 }, at: { type: "string", format: "date-time" } },
      required: ["name"],
      additionalProperties: false,
    });
    expect(path?.post?.requestBody?.content["application/json"]?.schema).toEqual(ref);
    expect(path?.post?.requestBody?.content["application/vnd.api+json"]?.schema).toEqual(ref);
    expect(path?.post?.responses["201"]).toMatchObject({
      content: { "application/json": { schema: { properties: { items: { type: "array", items: ref } } } } },
    });
    expect(path?.get?.responses["200"]).toMatchObject({
      content: { "application/json": { schema: { type: "array", items: ref }, example: [] } },
    });
  });

  it("describes a body that is not JSON as a text", () => {
    expect(path?.post?.requestBody?.content["application/x-ndjson"]).toEqual({
      schema: { type: "string", description: "One item a line." },
      example: '{"name":"a"}\n',
    });
  });

  it("has an example of each body with the same media type", () => {
    const bodies = ["a", "b"].map((name) => ({
      name,
      mediaTypes: ["application/json"],
      schema: item,
      example: { name },
    }));
    const { paths } = openApiDocument({ ...api, operations: [{ ...createItem, bodies }] });
    expect(paths["/shelves/{shelf}"]?.post?.requestBody?.content["application/json"]).toEqual({
      schema: { anyOf: [{ $ref: "#/components/schemas/Item" }, { $ref: "#/components/schemas/Item" }] },
      examples: { a: { value: { name: "a" } }, b: { value: { name: "b" } } },
    });
  });

  it("has the schema and the example of a parameter", () => {
    expect(path?.post?.parameters).toEqual([
      {
        name: "shelf",
        in: "path",
        required: true,
        description: "The shelf.",
        schema: { type: "string", minLength: 1 },
        example: "top",
      },
    ]);
  });

  it("refers to one answer for each error, by its status", () => {
    expect(path?.post?.responses).toMatchObject({
      400: { $ref: "#/components/responses/invalid" },
      429: { $ref: "#/components/responses/throttled" },
    });
    expect(Object.keys(path?.get?.responses ?? {})).toEqual(["200"]);
    expect(Object.keys(document.components.responses)).toEqual(["invalid", "throttled"]);
  });

  it("shows an error as the API writes it, and names Retry-After only where it is sent", () => {
    const { invalid, throttled } = document.components.responses;
    expect(invalid).toMatchObject({ description: "Not valid." });
    expect(invalid?.headers).toBe(undefined);
    expect(throttled?.headers).toMatchObject({ "Retry-After": { schema: { type: "integer" } } });
    expect(invalid?.content["application/json"]).toMatchObject({
      schema: { $ref: "#/components/schemas/ErrorBody" },
      example: { errors: [{ status: 400, code: "invalid", detail: "Is too long.", source: { pointer: "/name" } }] },
    });
  });

  it("names the used security schemes, and no key for an operation that needs no key", () => {
    expect(Object.keys(document.components.securitySchemes)).toEqual(["klaviyo"]);
    expect([path?.post?.security, path?.get?.security]).toEqual([[{ klaviyo: [] }], []]);
  });

  it("can't be made of an operation whose error has no description", () => {
    const operations = [{ ...listItems, errors: ["conflict" as const] }];
    expect(() => openApiDocument({ ...api, operations })).toThrow("The error conflict has no description");
  });

  it("can't be made of two operations with the same method and path", () => {
    expect(() => openApiDocument({ ...api, operations: [listItems, listItems] })).toThrow(
      "There are two operations GET /shelves/{shelf}",
    );
  });
});
