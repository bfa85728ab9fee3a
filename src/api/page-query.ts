// What the queries of all listings have in common: how long a page is, and where it begins.

import * as z from "zod";
import type { Problem } from "#core/problem.ts";
import { type Listing, storeCursorOf } from "./page-cursor.ts";

/** Most entries on one page. */
export const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;

/** Most characters of a cursor: more than any that is given out has. */
const MAX_CURSOR = 2_000;

const CURSOR = "Must be `next` of a page of this very listing, as it is.";
const LIMIT = `must be a whole number from 1 to ${MAX_PAGE}`;

/** The parameter `limit`. */
export const limitParameter = z
  .string()
  .regex(/^\d{1,4}$/, LIMIT)
  .transform(Number)
  .pipe(z.number().min(1, LIMIT).max(MAX_PAGE, LIMIT))
  .default(DEFAULT_PAGE);

/** The parameter `cursor`, as it was given. */
export const cursorParameter = z.string().min(1).max(MAX_CURSOR).exactOptional();

/** A query that was read, or what is wrong with it; pointers name the parameter. */
export type ParsedQuery<Query> =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** What is wrong with a cursor that is none of the listing's. */
export const NOT_ITS_CURSOR: Extract<ParsedQuery<never>, { ok: false }> = {
  ok: false,
  problems: [{ rule: "query-invalid", pointer: "/cursor", message: CURSOR }],
};

/** A query whose cursor, where one was given, is the store's cursor inside it. */
export function withPlace<Query extends { readonly limit: number }>(
  query: Query,
  listing: Listing,
  given: string | undefined,
): ParsedQuery<Query & { readonly cursor?: string }> {
  if (given === undefined) return { ok: true, query };
  const cursor = storeCursorOf(listing, given);
  if (cursor !== undefined) return { ok: true, query: { ...query, cursor } };
  return NOT_ITS_CURSOR;
}
