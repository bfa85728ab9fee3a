// The queries and the body of requests about waiting runs.

import * as z from "zod";
import type { WaitingRunQuery } from "#app/runs/run-ports.ts";
import { MAX_ID_LENGTH } from "#core/flow/identifiers.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { type Listing, toCursor } from "./page-cursor.ts";
import { cursorParameter, limitParameter, type ParsedQuery, withPlace } from "./page-query.ts";
import { readJson } from "./read-json.ts";

/** Most runs that one request cancels. */
const MOST_CANCELLED = 100;

const id = z.string().min(1).max(MAX_ID_LENGTH);

const whichRuns = { flow: id, action: id.exactOptional() };

const listSchema = z.strictObject({ ...whichRuns, limit: limitParameter, cursor: cursorParameter });

const countSchema = z.strictObject({ flow: whichRuns.flow });

const cancelSchema = z.strictObject({ ...whichRuns, cursor: cursorParameter });

/** Reads the query parameters of `GET /manage/v1/waits`. */
export function parseWaitingRunQuery(parameters: Readonly<Record<string, string>>): ParsedQuery<WaitingRunQuery> {
  const parsed = listSchema.safeParse(parameters);
  if (!parsed.success) {
    return { ok: false, problems: problemsOfZod(parsed.error, "query-invalid", parameters, listSchema) };
  }
  const { cursor, ...query } = parsed.data;
  return withPlace(query, listingOf(query), cursor);
}

/** Reads the query parameters of `GET /manage/v1/waits/counts`. */
export function parseCountQuery(
  parameters: Readonly<Record<string, string>>,
): ParsedQuery<Pick<WaitingRunQuery, "flow">> {
  const parsed = countSchema.safeParse(parameters);
  if (parsed.success) return { ok: true, query: parsed.data };
  return { ok: false, problems: problemsOfZod(parsed.error, "query-invalid", parameters, countSchema) };
}

/** Reads the body of `POST /manage/v1/waits/cancel`: the selection of runs and the cursor. */
export function parseCancelRequest(text: string): ParsedQuery<WaitingRunQuery> {
  const json = readJson(text);
  if (json === undefined) {
    return { ok: false, problems: [{ rule: "request-invalid", pointer: "", message: "The body is not JSON." }] };
  }
  const parsed = cancelSchema.safeParse(json.value);
  if (!parsed.success) {
    return { ok: false, problems: problemsOfZod(parsed.error, "request-invalid", json.value, cancelSchema) };
  }
  const { cursor, ...which } = parsed.data;
  return withPlace({ ...which, limit: MOST_CANCELLED }, listingOf(which), cursor);
}

/** The cursor of the next page. */
export function waitCursor(query: WaitingRunQuery, next: string | undefined): string | undefined {
  return next === undefined ? undefined : toCursor(listingOf(query), next);
}

function listingOf({ flow, action }: Pick<WaitingRunQuery, "flow" | "action">): Listing {
  return { of: "waits", flow, action };
}
