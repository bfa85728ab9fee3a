// The query of a listing of deliveries.

import * as z from "zod";
import type { DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import { DELIVERY_STATUSES } from "#core/delivery/record.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { cursorParameter, limitParameter, type ParsedQuery, withPlace } from "./page-query.ts";

const TIME = 'must be a day or a time with a zone, such as "2026-11-24" or "2026-11-24T09:30:00Z"';

const time = z.iso
  .datetime({ offset: true, error: TIME })
  .or(z.iso.date())
  .transform((text) => Date.parse(text));

const text = z.string().min(1);

/** The fields that select deliveries, in the query of a listing and in the body of a request about many. */
export const selectionShape = {
  flow: text.exactOptional(),
  action: text.exactOptional(),
  event: text.exactOptional(),
  profile: text.exactOptional(),
  reason: text.exactOptional(),
  target: text.exactOptional(),
  since: time.exactOptional(),
  until: time.exactOptional(),
};

const querySchema = z.strictObject({
  status: z.enum(DELIVERY_STATUSES).exactOptional(),
  ...selectionShape,
  limit: limitParameter,
  cursor: cursorParameter,
});

/** Reads the query parameters of `GET /manage/v1/deliveries`. */
export function parseDeliveryQuery(parameters: Readonly<Record<string, string>>): ParsedQuery<DeliveryQuery> {
  const parsed = querySchema.safeParse(parameters);
  if (!parsed.success) {
    return { ok: false, problems: problemsOfZod(parsed.error, "query-invalid", parameters, querySchema) };
  }
  const { cursor, ...query } = parsed.data;
  return withPlace(query, query, cursor);
}
