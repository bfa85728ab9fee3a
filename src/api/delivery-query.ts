// The query of a listing, checked like everything that comes from outside.

import * as z from "zod";
import type { DeliveryQuery } from "#app/ports.ts";
import { DELIVERY_STATUSES } from "#core/delivery/record.ts";
import type { Problem } from "#core/problem.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";

/** Most deliveries on one page. */
const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;

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
  cursor: z.string().min(1).max(500).exactOptional(),
});

/** A query, or what is wrong with it; pointers name the parameter. */
export type ParsedQuery =
  | { readonly ok: true; readonly query: DeliveryQuery }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Reads the query parameters of `GET /manage/v1/deliveries`. */
export function parseDeliveryQuery(parameters: Readonly<Record<string, string>>): ParsedQuery {
  const parsed = querySchema.safeParse(parameters);
  if (parsed.success) return { ok: true, query: parsed.data };
  return { ok: false, problems: problemsOfZod(parsed.error, "query-invalid", parameters, querySchema) };
}
