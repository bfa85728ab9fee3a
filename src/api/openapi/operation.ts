// The description of an operation of an HTTP API. The OpenAPI document of an API is made from a list of these, and docs/api.md from
// the document, so that the schemas that check requests also describe them.

import type * as z from "zod";
import type { ApiErrorCode } from "../errors.ts";
import type { SecuritySchemeName } from "./security-schemes.ts";

/** One method of one path. */
export interface Operation {
  readonly method: "get" | "post";
  /** May have parameters: `/sources/{name}`. */
  readonly path: `/${string}`;
  /** Becomes the name of a function in generated clients, so it never changes. */
  readonly id: string;
  /** A few words: what the operation does. */
  readonly summary: string;
  /** Sentences in Markdown: what a caller must know that the schemas don't say. */
  readonly description: string;
  /** The ways to present a key, of which a request uses one. Empty: the operation needs no key. */
  readonly security: readonly SecuritySchemeName[];
  /** Whether some requests need no key. */
  readonly isKeyOptional?: boolean;
  readonly parameters?: readonly Parameter[];
  /** The bodies that a request may have; it has one of them. */
  readonly bodies?: readonly Body[];
  /** The answers to a request that succeeds. */
  readonly answers: readonly Answer[];
  /** The errors that the operation answers with. */
  readonly errors: readonly ApiErrorCode[];
}

/** A parameter of a request outside its body. */
export interface Parameter {
  readonly name: string;
  readonly in: "header" | "path" | "query";
  readonly required: boolean;
  readonly description: string;
  readonly schema: z.ZodType;
  readonly example: string;
}

/** A body of a request. */
export interface Body {
  /** Distinguishes bodies with the same media type; in lower case. */
  readonly name: string;
  /** The media types with which it may be sent. */
  readonly mediaTypes: readonly string[];
  readonly schema: z.ZodType;
  /** A body that the operation accepts: JSON, or a text if the media type is not JSON. */
  readonly example: unknown;
  /** The headers that belong to the example. */
  readonly exampleHeaders?: Readonly<Record<string, string>>;
}

/** An answer. */
export interface Answer {
  readonly status: number;
  readonly description: string;
  /** The body, which is JSON. */
  readonly schema: z.ZodType;
  readonly example: unknown;
}
