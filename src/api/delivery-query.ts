// The query of a listing, checked like everything that comes from outside.

import * as z from "zod";
import type { DeliveryQuery } from "#app/ports.ts";
import { DELIVERY_STATUSES } from "#core/delivery/record.ts";
import type { Problem } from "#core/problem.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { placeOf } from "./page-cursor.ts";

/** Most deliveries on one page. */
const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;

/** Most characters of a cursor: more than any that is given out has. */
const MAX_CURSOR = 2_000;

const CURSOR = "Must be `next` of a page of this very listing, as it is.";

const TIME = 'must be a day or a time with a zone, such as "2026-11-24" or "2026-11-24T09:30:00Z"';
const LIMIT = `must be a whole number from 1 to ${MAX_PAGE}`;

const time = z.iso
  .datetime({ offset: true, error: TIME })
  .or(z.iso.date())
  .transform((text) => Date.parse(text));

const limit = z
  .string()
  .regex(/^\d{1,4}$/, LIMIT)
  .transform(Number)
  .pipe(z.number().min(1, LIMIT).max(MAX_PAGE, LIMIT));

const querySchema = z.strictObject({
  status: z.enum(DELIVERY_STATUSES).exactOptional(),
  flow: z.string().min(1).exactOptional(),
  event: z.string().min(1).exactOptional(),
  since: time.exactOptional(),
  limit: limit.default(DEFAULT_PAGE),
  cursor: z.string().min(1).max(MAX_CURSOR).exactOptional(),
});

/** A query, or what is wrong with it; pointers name the parameter. */
export type ParsedQuery =
  | { readonly ok: true; readonly query: DeliveryQuery }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads the query parameters of `GET /manage/v1/deliveries`. */
export function parseDeliveryQuery(parameters: Readonly<Record<string, string>>): ParsedQuery {
  const parsed = querySchema.safeParse(parameters);
  if (!parsed.success) {
    return { ok: false, problems: problemsOfZod(parsed.error, "query-invalid", parameters, querySchema) };
  }
  const { cursor: given, ...listing } = parsed.data;
  if (given === undefined) return { ok: true, query: listing };
  const cursor = placeOf(listing, given);
  if (cursor !== undefined) return { ok: true, query: { ...listing, cursor } };
  return { ok: false, problems: [{ rule: "query-invalid", pointer: "/cursor", message: CURSOR }] };
}
