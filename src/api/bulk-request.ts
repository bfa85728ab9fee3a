// The body of a request about many deliveries: the selection, the rate and the page.

import * as z from "zod";
import type { PageStart, SelectedPage } from "#app/operator/selected-deliveries.ts";
import type { DeliveryStatus } from "#core/delivery/record.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { selectionShape } from "./delivery-query.ts";
import { type Listing, toCursor } from "./page-cursor.ts";
import { MAX_PAGE, NOT_ITS_CURSOR, type ParsedQuery, withPlace } from "./page-query.ts";
import { readJson } from "./read-json.ts";

/** The default rate, in deliveries a second. */
const USUAL_RATE = 10;
const SLOWEST_RATE = 0.01;
const FASTEST_RATE = 1_000;

const pageShape = {
  ...selectionShape,
  rate: z.number().min(SLOWEST_RATE).max(FASTEST_RATE).default(USUAL_RATE).describe("Deliveries a second."),
  limit: z.int().min(1).max(MAX_PAGE).default(MAX_PAGE).describe("Most deliveries of this page."),
  cursor: z.string().min(1).exactOptional().describe("`next` of the page before."),
};

/** The body of a redrive, an approval or a discard: each is about the deliveries of one status. */
export const bulkRequestSchema = z.strictObject(pageShape);

/** Only a delivery that has ended may be replayed. */
const REPLAYED = ["failed", "delivered", "skipped", "discarded"] as const satisfies readonly DeliveryStatus[];

/** The body of a replay. */
export const replayRequestSchema = z
  .strictObject({
    ...pageShape,
    status: z.enum(REPLAYED).exactOptional().describe("Only deliveries with this status."),
    force: z.boolean().default(false).describe("Also send deliveries that were delivered, skipped or discarded."),
  })
  .refine(({ event, flow, since }) => event !== undefined || (flow !== undefined && since !== undefined), {
    error: "must name `event`, or both `flow` and `since`: a replay of all deliveries is not possible",
    when: ({ issues }) => issues.length === 0,
  });

/** A parsed request for one page. `force` is always false where the request has no such field. */
export interface BulkAsked {
  readonly page: SelectedPage;
  readonly force: boolean;
  readonly cursorOf: (start: PageStart) => string;
}

/** Reads the body of a request. `status` is given where the path of the request implies it. */
export function parseBulkRequest(
  schema: typeof bulkRequestSchema | typeof replayRequestSchema,
  text: string,
  status?: DeliveryStatus,
): { readonly ok: true; readonly asked: BulkAsked } | Extract<ParsedQuery<never>, { ok: false }> {
  const json = readJson(text === "" ? "{}" : text);
  if (json === undefined)
    return { ok: false, problems: [{ rule: RULE, pointer: "", message: "The body is not JSON." }] };
  const parsed = schema.safeParse(json.value);
  if (!parsed.success) return { ok: false, problems: problemsOfZod(parsed.error, RULE, json.value, schema) };
  const { rate, limit, cursor, force = false, ...selected } = { force: false, ...parsed.data };
  const selection = { ...selected, ...(status === undefined ? {} : { status }) };
  // `bulk` keeps the cursor of a listing from being used here: it holds no time.
  const listing: Listing = { ...selection, bulk: 1 };
  const placed = withPlace({ limit }, listing, cursor);
  if (!placed.ok) return placed;
  const start = startOf(placed.query.cursor);
  if (start === undefined) return NOT_ITS_CURSOR;
  const page = { selection, rate, limit, ...start };
  return { ok: true, asked: { page, force, cursorOf: (next) => toCursor(listing, `${next.from} ${next.cursor}`) } };
}

/** The start of a page from its cursor; undefined for a cursor without a time. */
function startOf(place: string | undefined): Partial<PageStart> | undefined {
  if (place === undefined) return {};
  const [, from, cursor] = /^(\d{1,15}(?:\.\d+)?) (.+)$/s.exec(place) ?? [];
  return from === undefined || cursor === undefined ? undefined : { from: Number(from), cursor };
}

const RULE = "request-invalid";
