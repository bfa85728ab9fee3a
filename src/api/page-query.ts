// The parameters that all listings share: `limit` and `cursor`.

import * as z from "zod";
import type { Problem } from "#core/problem.ts";
import { type Listing, storeCursorOf } from "./page-cursor.ts";

/** Most entries on one page. */
export const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;

/** Longest cursor that is accepted, in characters; the API returns only shorter ones. */
const MAX_CURSOR = 2_000;

const CURSOR = "Must be the `next` of a page of the same listing, unchanged.";
const LIMIT = `must be a whole number from 1 to ${MAX_PAGE}`;

/** The parameter `limit`. */
export const limitParameter = z
  .string()
  .regex(/^\d{1,4}$/, LIMIT)
  .transform(Number)
  .pipe(z.number().min(1, LIMIT).max(MAX_PAGE, LIMIT))
  .default(DEFAULT_PAGE);

/** The parameter `cursor`. */
export const cursorParameter = z.string().min(1).max(MAX_CURSOR).exactOptional();

/** A parsed query, or its problems; a pointer names the parameter. */
export type ParsedQuery<Query> =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The problem of a cursor that belongs to another listing. */
export const NOT_ITS_CURSOR: Extract<ParsedQuery<never>, { ok: false }> = {
  ok: false,
  problems: [{ rule: "query-invalid", pointer: "/cursor", message: CURSOR }],
};

/** Replaces the cursor of a query with the store's cursor. */
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
