// A listing of the API as one list, however many pages it comes in.

import type { z } from "zod";
import { UsageError } from "../usage-error.ts";
import { pageOf } from "./answers.ts";
import type { Ask, Query } from "./api-client.ts";

/** The options by which a listing says how long it may be. */
export const LENGTH_OPTIONS = { limit: { type: "string" }, all: { type: "boolean", default: false } } as const;

/** Entries that are listed unless more are asked for. */
const USUAL_LENGTH = 50;

/** Most entries on one page of the API. */
const LONGEST_PAGE = 200;

/** How many entries to list. */
export function readLength({ limit, all }: { limit?: string | undefined; all: boolean }): number {
  if (all && limit !== undefined) throw new UsageError("--all and --limit can't both be given.");
  if (all) return Number.POSITIVE_INFINITY;
  if (limit === undefined) return USUAL_LENGTH;
  if (/^[1-9]\d{0,8}$/.test(limit)) return Number(limit);
  throw new UsageError(`--limit must be a whole number from 1 on, but is "${limit}".`);
}

/** Part of a listing. */
export interface ListedPage<Entry> {
  readonly entries: readonly Entry[];
  /** Whether there is more than what was asked for; known on the last page. */
  readonly more: boolean;
}

/** The pages of a listing, of `length` entries together. */
export async function* listed<Schema extends z.ZodType>(
  ask: Ask,
  schema: Schema,
  path: string,
  { query, length }: { readonly query: Query; readonly length: number },
): AsyncGenerator<ListedPage<z.infer<Schema>>> {
  const page = pageOf(schema);
  let cursor: string | undefined;
  let left = length;
  do {
    const limit = Math.min(left, LONGEST_PAGE);
    const { body } = await ask(page, path, { query: { ...query, limit, cursor } });
    left -= body.data.length;
    cursor = body.next;
    yield { entries: body.data, more: cursor !== undefined };
  } while (cursor !== undefined && left > 0);
}
