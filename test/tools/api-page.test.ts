// The page that is rendered from an OpenAPI document, with an API that exists only here.

import { describe, expect, it } from "vitest";
import * as z from "zod";
import { openApiDocument } from "#api/openapi/document.ts";
import type { Operation } from "#api/openapi/operation.ts";
import { curlExample } from "../../tools/api-page/curl-example.ts";
import { fieldTable } from "../../tools/api-page/fields.ts";
import { apiPage } from "../../tools/api-page/page.ts";

const item = z
  .strictObject({
    name: z.string().min(1).max(1_000).describe("The name | of it."),
    code: z.string().regex(/^a|b$/).nullish(),
    kind: z.enum(["box", "bag"]),
    version: z.literal(1).optional(),
    count: z.number().min(1).max(9).optional(),
    size: z.strictObject({ width: z.number().describe("In mm.") }),
    maybe: z.strictObject({ depth: z.number().min(3) }).nullish(),
    tags: z.array(z.string()).max(10),
    parts: z.array(z.strictObject({ id: z.string() })).min(1),
    anything: z.unknown(),
    at: z.iso.datetime(),
    whole: z.int(),
    results: z.array(
      z.discriminatedUnion("is", [
        z.object({ is: z.literal("good"), id: z.string() }),
        z.object({ is: z.literal("bad"), id: z.string(), why: z.string() }),
      ]),
    ),
  })
  .describe("An item.");

const listed = z.object({ items: z.array(item) });

const createItem: Operation = {
  method: "post",
  path: "/shelves/{shelf}",
  id: "createItem",
  summary: "Create the shelf's item",
  description: "Creates it.",
  security: ["bearer", "klaviyo"],
  parameters: [
    { name: "shelf", in: "path", required: true, description: "The shelf.", schema: z.string(), example: "top" },
    { name: "x-mode", in: "header", required: true, description: "The mode.", schema: z.string(), example: "it's" },
    { name: "x-trace", in: "header", required: false, description: "Traces.", schema: z.string(), example: "1" },
  ],
  bodies: [
    {
      name: "item",
      mediaTypes: ["application/json", "application/vnd.api+json"],
      schema: item,
      example: { name: "it's" },
    },
    {
      name: "lines",
      mediaTypes: ["application/x-ndjson"],
      schema: z.array(item).max(5).describe("One a line."),
      example: "{}\n{}\n",
    },
  ],
  answers: [{ status: 201, description: "Created.", schema: listed, example: { items: [] } }],
  errors: ["invalid", "throttled"],
};

const createItems: Operation = {
  ...createItem,
  path: "/items",
  id: "createItems",
  summary: "Create items",
  security: [],
  errors: [],
  parameters: [],
  bodies: [{ name: "items", mediaTypes: ["application/x-ndjson"], schema: z.array(item), example: "{}\n{}\n" }],
};

const document = openApiDocument({
  title: "Shelves",
  version: "1.0.0",
  description: "Shelves and items.",
  servers: [],
  operations: [createItem, createItems],
  schemas: { Item: item, Listed: listed },
  errors: {
    invalid: { description: "Not valid.", example: { pointer: "/name", message: "Is too long." } },
    throttled: { description: "Too many.", example: { pointer: "", message: "Wait." }, retryAfter: true },
  },
});
const page = apiPage(document, "A preface.");
const { get: one, post: create } = document.paths["/shelves/{shelf}"] ?? {};
const many = document.paths["/items"]?.post;

describe("the table of fields", () => {
  it("has a row for each field, with its type, its limits and its meaning", () => {
    const anchors = new Map([["Item", "item"]]);
    expect(
      fieldTable(document.components.schemas["Item"] ?? {}, anchors)[0]
        ?.split("\n")
        .slice(2),
    ).toEqual([
      "| `name` | string | yes | 1 to 1,000 characters | The name \\| of it. |",
      "| `code` | string or null | no | `^a\\|b$` |  |",
      '| `kind` | `"box"`, `"bag"` | yes |  |  |',
      "| `version` | `1` | no |  |  |",
      "| `count` | number | no | 1 to 9 |  |",
      "| `size.width` | number | yes |  | In mm. |",
      "| `maybe` | object or null | no |  |  |",
      "| `maybe.depth` | number | yes | at least 3 |  |",
      "| `tags` | list of string | yes | at most 10 items |  |",
      "| `parts` | list of object | yes | at least 1 item |  |",
      "| `parts[].id` | string | yes |  |  |",
      "| `anything` | any JSON | yes |  |  |",
      "| `at` | string | yes | RFC 3339 with a zone |  |",
      "| `whole` | integer | yes |  |  |",
      "| `results` | list of object | yes |  |  |",
      '| `results[].is` | `"good"` | yes |  |  |',
      "| `results[].id` | string | yes |  |  |",
      '| `results[].is` | `"bad"` | yes |  |  |',
      "| `results[].why` | string | yes |  |  |",
    ]);
    expect(fieldTable(document.components.schemas["Listed"] ?? {}, anchors)[0]).toContain(
      "| `items` | list of [Item](#item) | yes |  |  |",
    );
    expect(fieldTable({ type: "object", properties: {} }, anchors)).toEqual([]);
  });
});

describe("the page of an API", () => {
  it("lists the operations with links to their sections", () => {
    expect(page).toContain("| [`POST /shelves/{shelf}`](#create-the-shelfs-item) | Create the shelf's item |");
    expect(page).toContain("\n## Create the shelf's item\n");
    expect(page).toContain("`POST /shelves/{shelf}`, operationId `createItem`. [Key](#keys): `bearer` or `klaviyo`.");
    expect(page).toContain("`POST /items`, operationId `createItems`. It needs no key.");
  });

  it("has the fields of a component at the first operation that takes it, and links from all others", () => {
    expect(page).toContain(
      "**Body** with the content type `application/json` or `application/vnd.api+json`: Item\n\n| field ",
    );
    expect(page).toContain(
      "`application/x-ndjson`: list of [Item](#create-the-shelfs-item) (at most 5 items). One a line.",
    );
    expect(page).not.toContain("## Item");
    expect(page).toContain("\n## Listed\n");
  });

  it("describes parameters, answers and errors", () => {
    expect(page).toContain("| `shelf` | path | string | yes | `top` | The shelf. |");
    expect(page).toContain("| 201 | [Listed](#listed) | Created. |");
    expect(page).toContain("[Errors](#errors): `400`, `429`.");
    expect(page).toContain("| 429 | `throttled` | `Retry-After` | Too many. |");
  });
});

describe("the curl command of an operation", () => {
  it("has the example in the shell's quotes, the key in the first way, and the parameters", () => {
    expect(create && curlExample("POST", "/shelves/{shelf}", create)).toBe(
      [
        'curl "$FLOWHOOK_URL/shelves/top"',
        '-H "Authorization: Bearer $FLOWHOOK_API_KEY"',
        "-H 'x-mode: it'\\''s'",
        "-H 'Content-Type: application/json'",
        "-d '{\"name\":\"it'\\''s\"}'",
      ].join(" \\\n  "),
    );
  });

  it("keeps the line breaks of a text, and has no key for an operation that needs no key", () => {
    expect(many && curlExample("POST", "/items", many)).toBe(
      ['curl "$FLOWHOOK_URL/items"', "-H 'Content-Type: application/x-ndjson'", "--data-binary '{}\n{}\n'"].join(
        " \\\n  ",
      ),
    );
    expect(one).toBe(undefined);
  });
});
