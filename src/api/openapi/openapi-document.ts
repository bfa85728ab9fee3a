// The parts of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html) that Flowhook's documents use.

import type { Server } from "./described-api.ts";
import type { JsonSchema } from "./json-schemas.ts";

/** An OpenAPI document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly Server[];
  readonly paths: Readonly<Record<string, PathItem>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly responses: Readonly<Record<string, OpenApiResponse>>;
    readonly securitySchemes: Readonly<Record<string, SecurityScheme>>;
  };
}

/** The operations of a path, by method. */
export type PathItem = Readonly<Partial<Record<"get" | "post", OpenApiOperation>>>;

/** An operation. */
export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  /** Alternatives, each the name of a scheme with no scopes. */
  readonly security: readonly Readonly<Record<string, readonly never[]>>[];
  readonly parameters?: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: true; readonly content: Content };
  /** By status. */
  readonly responses: Readonly<Record<string, OpenApiResponse | Reference>>;
}

/** A parameter outside the body. */
export interface OpenApiParameter {
  readonly name: string;
  readonly in: "header" | "path" | "query";
  readonly required: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example: string;
}

/** Bodies, by media type. */
export type Content = Readonly<Record<string, MediaType>>;

/** The bodies of a media type: with one example, or with one of each kind of body. */
export interface MediaType {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}

/** An answer. */
export interface OpenApiResponse {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  readonly content: Content;
}

/** A reference to a component. */
export interface Reference {
  readonly $ref: string;
}

/** A way to present a key. */
export interface SecurityScheme {
  readonly type: "http" | "apiKey";
  readonly description: string;
  readonly scheme?: string;
  readonly in?: "header";
  readonly name?: string;
}
