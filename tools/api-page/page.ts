// Renders an OpenAPI document as a page of the documentation: every operation with its fields, its answers and an example.

import { API_ERRORS, type ApiErrorCode } from "#api/errors.ts";
import type { JsonSchema } from "#api/openapi/json-schemas.ts";
import type {
  Content,
  MediaType,
  OpenApiDocument,
  OpenApiOperation,
  OpenApiResponse,
  PathItem,
} from "#api/openapi/openapi-document.ts";
import { curlExample } from "./curl-example.ts";
import { type Anchors, componentName, fieldTable, limitsOf, typeOf } from "./fields.ts";
import { cell, table } from "./markdown-table.ts";

/** An operation with its place in the API. */
interface Placed {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenApiOperation;
}

/** The components of a page, and the places that describe them. */
interface Page {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly anchors: Anchors;
}

/** The page of an API. @param preface is a paragraph that says where the page comes from. */
export function apiPage(document: OpenApiDocument, preface: string): string {
  const operations = Object.entries(document.paths).flatMap(([path, item]) => placed(path, item));
  const { schemas } = document.components;
  const shown = bodyPlaces(operations);
  const anchors: Anchors = new Map(Object.keys(schemas).map((name) => [name, shown.get(name) ?? name.toLowerCase()]));
  const page: Page = { schemas, anchors };
  const sections = [
    `# ${document.info.title}`,
    document.info.description,
    preface,
    table(["request", "purpose"], operations.map(overviewRow)),
    ...keysSection(document),
    ...operations.flatMap((one) => operationSection(one, page)),
    ...errorsSection(document),
    ...Object.keys(schemas).flatMap((name) => (shown.has(name) ? [] : objectSection(name, page))),
  ];
  return `${sections.join("\n\n")}\n`;
}

function placed(path: string, item: PathItem): Placed[] {
  return Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation }));
}

/** The components that are described as the body of an operation, each with the anchor of the first such operation. */
function bodyPlaces(operations: readonly Placed[]): Anchors {
  const places = new Map<string, string>();
  for (const { operation } of operations) {
    for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
      const name = componentName(schema);
      if (name !== undefined && !places.has(name)) places.set(name, anchorOf(operation.summary));
    }
  }
  return places;
}

function overviewRow({ method, path, operation: { summary } }: Placed): string[] {
  return [`[\`${method} ${path}\`](#${anchorOf(summary)})`, summary];
}

/** The anchor of a heading, as GitHub creates it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-");
}

function keysSection({ components: { securitySchemes } }: OpenApiDocument): string[] {
  const rows = Object.entries(securitySchemes).map(([name, { description }]) => [`\`${name}\``, cell(description)]);
  return [
    "## Keys",
    "A request presents the key in one of the ways that its operation names.",
    table(["name", "way"], rows),
  ];
}

function operationSection({ method, path, operation }: Placed, page: Page): string[] {
  const { summary, description, requestBody, operationId } = operation;
  return [
    `## ${summary}`,
    `\`${method} ${path}\`, operationId \`${operationId}\`. ${keySentence(operation)}`,
    description,
    ...parameterTable(operation, page),
    ...(requestBody === undefined ? [] : bodySections(operation, requestBody.content, page)),
    ...answers(operation, page),
    `\`\`\`sh\n${curlExample(method, path, operation)}\n\`\`\``,
  ];
}

function keySentence({ security }: OpenApiOperation): string {
  const names = security.flatMap((scheme) => Object.keys(scheme)).map((name) => `\`${name}\``);
  if (names.length === 0) return "It needs no key.";
  const isOptional = security.some((scheme) => Object.keys(scheme).length === 0);
  return `[Key](#keys)${isOptional ? ", if one is needed" : ""}: ${names.join(" or ")}.`;
}

function parameterTable({ parameters = [] }: OpenApiOperation, { anchors }: Page): string[] {
  if (parameters.length === 0) return [];
  const rows = parameters.map(({ name, in: place, schema, required, description, example }) => [
    ...[`\`${name}\``, place, typeOf(schema, anchors), required ? "yes" : "no", `\`${example}\``, cell(description)],
  ]);
  return [table(["parameter", "in", "type", "required", "example", "meaning"], rows)];
}

/** One section for each schema, with the media types of the bodies that it describes. */
function bodySections({ summary }: OpenApiOperation, content: Content, page: Page): string[] {
  const bodies = new Map<string, { readonly types: string[]; readonly schema: JsonSchema }>();
  for (const [type, { schema }] of Object.entries(content)) {
    const text = JSON.stringify(schema);
    bodies.set(text, { types: [...(bodies.get(text)?.types ?? []), `\`${type}\``], schema });
  }
  return [...bodies.values()].flatMap(({ types, schema }) => {
    const name = componentName(schema);
    const isHere = name !== undefined && page.anchors.get(name) === anchorOf(summary);
    const fields = (isHere ? page.schemas[name] : undefined) ?? schema;
    return [
      `**Body** with the content type ${types.join(" or ")}: ${isHere ? name : bodySentence(schema, page)}`,
      ...fieldTable(fields, page.anchors),
    ];
  });
}

function bodySentence(schema: JsonSchema, { anchors }: Page): string {
  const limits = limitsOf(schema);
  const described = schema.description === undefined ? "" : ` ${schema.description}`;
  return `${typeOf(schema, anchors)}${limits === "" ? "" : ` (${limits})`}.${described}`;
}

function answers({ responses }: OpenApiOperation, { anchors }: Page): string[] {
  const statuses = Object.entries(responses);
  const own = statuses.flatMap(([status, response]) =>
    "$ref" in response ? [] : [[status, typeOf(bodyOf(response).schema, anchors), cell(response.description)]],
  );
  const errors = statuses.flatMap(([status, response]) => ("$ref" in response ? [`\`${status}\``] : []));
  return [
    table(["answer", "body", "meaning"], own),
    ...(errors.length === 0 ? [] : [`[Errors](#errors): ${errors.join(", ")}.`]),
  ];
}

function bodyOf({ content }: OpenApiResponse): MediaType {
  const [body] = Object.values(content);
  if (body === undefined) throw new Error("An answer has no body");
  return body;
}

function errorsSection({ components: { responses } }: OpenApiDocument): string[] {
  const rows = Object.entries(responses).map(([code, { description, headers = {} }]) => [
    ...[String(API_ERRORS[code as ApiErrorCode].status), `\`${code}\``],
    ...[
      Object.keys(headers)
        .map((name) => `\`${name}\``)
        .join(", "),
      cell(description),
    ],
  ]);
  const example = Object.values(responses)[0];
  return [
    "## Errors",
    "Every error has a body of the same shape. [errors.md](errors.md#answers-of-the-api) has the fix for each code.",
    table(["status", "code", "headers", "meaning"], rows),
    ...(example === undefined ? [] : [`\`\`\`json\n${JSON.stringify(bodyOf(example).example, null, 2)}\n\`\`\``]),
  ];
}

function objectSection(name: string, { schemas, anchors }: Page): string[] {
  const schema = schemas[name] ?? {};
  return [
    `## ${name}`,
    ...(schema.description === undefined ? [] : [schema.description]),
    ...fieldTable(schema, anchors),
  ];
}
