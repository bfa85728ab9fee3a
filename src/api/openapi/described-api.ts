// The description of a whole HTTP API: its operations, and the parts that they share.

import type * as z from "zod";
import type { ApiErrorCode } from "../errors.ts";
import type { Operation } from "./operation.ts";

/** An API, as its operations describe it. */
export interface DescribedApi {
  readonly title: string;
  /** The version of the API, not of Flowhook: it changes when clients must change. */
  readonly version: string;
  /** In Markdown. */
  readonly description: string;
  readonly servers: readonly Server[];
  readonly operations: readonly Operation[];
  /** The schemas that become components, by name. */
  readonly schemas: Readonly<Record<string, z.ZodType>>;
  /** Describes each error that an operation names. */
  readonly errors: ErrorDescriptions;
}

/** The base of the paths of an API. */
export interface Server {
  readonly url: string;
  readonly description: string;
  readonly variables?: Readonly<Record<string, { readonly default: string; readonly description: string }>>;
}

/** The errors of an API. */
export type ErrorDescriptions = Partial<Record<ApiErrorCode, ErrorDescription>>;

/** An error, as the operations of one API use it. */
export interface ErrorDescription {
  /** When the API answers with it, and the caller's next step. */
  readonly description: string;
  /** An example of a problem. */
  readonly example: { readonly pointer: string; readonly message: string };
  /** Whether the answer has a Retry-After. */
  readonly retryAfter?: boolean;
}
