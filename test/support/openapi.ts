// Checks bodies against an OpenAPI document.

import { Ajv2020 } from "ajv/dist/2020.js";
import type { JsonSchema } from "#api/openapi/json-schemas.ts";
import type { OpenApiDocument, OpenApiOperation, OpenApiResponse } from "#api/openapi/openapi-document.ts";

/** An operation, and the method and path of its requests. */
export interface PlacedOperation {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenApiOperation;
}

/** Every operation of a document. */
export function operationsOf({ paths }: OpenApiDocument): PlacedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
}

/** The answer that an operation documents for a status; undefined without one. */
export function documentedAnswer(
  { components: { responses } }: OpenApiDocument,
  { responses: own }: OpenApiOperation,
  status: number,
): OpenApiResponse | undefined {
  const response = own[String(status)];
  return response !== undefined && "$ref" in response ? responses[nameOf(response.$ref)] : response;
}

function nameOf(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}

/** Returns the problems of a value by a schema of the document. A field that the schema does not name is a problem. */
export function problemsBySchema(document: OpenApiDocument, schema: JsonSchema, value: unknown): readonly unknown[] {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { "date-time": isTime } });
  ajv.addKeyword("components");
  // References lead to the root, so the components are a part of the schema.
  const validate = ajv.compile(closed({ ...schema, components: document.components }));
  validate(value);
  return validate.errors ?? [];
}

/** A schema whose objects have no fields but those that it names. An API may add fields, so the document itself does not say this. */
function closed(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, value) =>
    isOpenObject(value) ? { ...value, additionalProperties: false } : value,
  );
}

function isOpenObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return "type" in value && value.type === "object" && "properties" in value && !("additionalProperties" in value);
}

function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}
