// Makes the OpenAPI document of an API from the description of its operations.

import type * as z from "zod";
import { API_ERRORS, type ApiErrorCode, errorsBody, errorsBodySchema } from "../errors.ts";
import type { DescribedApi, ErrorDescription, ErrorDescriptions } from "./described-api.ts";
import { type JsonSchemas, jsonSchemas } from "./json-schemas.ts";
import type {
  Content,
  MediaType,
  OpenApiDocument,
  OpenApiOperation,
  OpenApiResponse,
  PathItem,
} from "./openapi-document.ts";
import type { Answer, Body, Operation, Parameter } from "./operation.ts";
import { SECURITY_SCHEMES } from "./security-schemes.ts";

/** The request id of examples. */
const REQUEST_ID = "0f8f2f0e-8f2d-4c55-9d0e-6b1b0d2c7a51";

/** The name of the component that describes the body of errors. */
const ERROR_BODY = "ErrorBody";

/** The OpenAPI document of an API. Throws if two operations have the same method and path, or an error has no description. */
export function openApiDocument(api: DescribedApi): OpenApiDocument {
  const { title, version, description, servers, operations } = api;
  const schemas = schemasOf(api);
  return {
    openapi: "3.1.1",
    info: { title, version, description, license: { name: "MIT", identifier: "MIT" } },
    servers,
    paths: pathsOf(operations, schemas),
    components: {
      schemas: schemas.components,
      responses: errorResponses(operations, api.errors, schemas),
      securitySchemes: usedSecuritySchemes(operations),
    },
  };
}

function schemasOf({ schemas, operations }: DescribedApi): JsonSchemas {
  const used = operations.flatMap(({ parameters = [], bodies = [], answers }): z.ZodType[] =>
    [...parameters, ...bodies, ...answers].map(({ schema }) => schema),
  );
  return jsonSchemas({ ...schemas, [ERROR_BODY]: errorsBodySchema }, used);
}

function pathsOf(operations: readonly Operation[], schemas: JsonSchemas): Record<string, PathItem> {
  const paths: Record<string, PathItem> = {};
  for (const operation of operations) {
    const { method, path } = operation;
    const item = paths[path];
    if (item?.[method] !== undefined) throw new Error(`There are two operations ${method.toUpperCase()} ${path}`);
    paths[path] = { ...item, [method]: operationOf(operation, schemas) };
  }
  return paths;
}

function operationOf(operation: Operation, schemas: JsonSchemas): OpenApiOperation {
  const { id, summary, description, security, isKeyOptional = false, ...rest } = operation;
  const { parameters = [], bodies = [], answers, errors } = rest;
  return {
    operationId: id,
    summary,
    description,
    security: [...(isKeyOptional ? [{}] : []), ...security.map((name) => ({ [name]: [] }))],
    ...(parameters.length > 0 && { parameters: parameters.map((parameter) => parameterOf(parameter, schemas)) }),
    ...(bodies.length > 0 && { requestBody: { required: true, content: requestContent(bodies, schemas) } }),
    responses: {
      ...Object.fromEntries(answers.map((answer) => [answer.status, responseOf(answer, schemas)])),
      ...Object.fromEntries(
        errors.map((code) => [API_ERRORS[code].status, { $ref: `#/components/responses/${code}` }]),
      ),
    },
  };
}

function parameterOf({ schema, ...parameter }: Parameter, schemas: JsonSchemas) {
  return { ...parameter, schema: schemas.of(schema) };
}

function requestContent(bodies: readonly Body[], schemas: JsonSchemas): Content {
  const types = new Set(bodies.flatMap(({ mediaTypes }) => mediaTypes));
  return Object.fromEntries(
    [...types].map((type) => [
      type,
      mediaType(
        bodies.filter(({ mediaTypes }) => mediaTypes.includes(type)),
        schemas,
      ),
    ]),
  );
}

function mediaType(bodies: readonly Body[], schemas: JsonSchemas): MediaType {
  const [first, ...more] = bodies;
  if (first !== undefined && more.length === 0) return { schema: schemas.of(first.schema), example: first.example };
  return {
    schema: { anyOf: bodies.map(({ schema }) => schemas.of(schema)) },
    examples: Object.fromEntries(bodies.map(({ name, example }) => [name, { value: example }])),
  };
}

function responseOf({ description, schema, example }: Answer, schemas: JsonSchemas): OpenApiResponse {
  return { description, content: { "application/json": { schema: schemas.of(schema), example } } };
}

function errorResponses(
  operations: readonly Operation[],
  described: ErrorDescriptions,
  schemas: JsonSchemas,
): Record<string, OpenApiResponse> {
  const used = new Set(operations.flatMap(({ errors }) => errors));
  return Object.fromEntries(
    [...used].map((code) => {
      const error = described[code];
      if (error === undefined) throw new Error(`The error ${code} has no description`);
      return [code, errorResponse(code, error, schemas)];
    }),
  );
}

function errorResponse(code: ApiErrorCode, error: ErrorDescription, schemas: JsonSchemas): OpenApiResponse {
  const { description, example, retryAfter = false } = error;
  const body = { schema: schemas.of(errorsBodySchema), example: errorsBody(code, REQUEST_ID, [example]) };
  return { description, ...(retryAfter && { headers: RETRY_AFTER }), content: { "application/json": body } };
}

/** https://www.rfc-editor.org/rfc/rfc9110.html#name-retry-after; Flowhook never sends a date. */
const RETRY_AFTER: NonNullable<OpenApiResponse["headers"]> = {
  "Retry-After": {
    description: "Seconds to wait before the same request is sent again.",
    schema: { type: "integer", minimum: 0 },
  },
};

function usedSecuritySchemes(operations: readonly Operation[]) {
  const used = new Set<string>(operations.flatMap(({ security }) => security));
  return Object.fromEntries(Object.entries(SECURITY_SCHEMES).filter(([name]) => used.has(name)));
}
