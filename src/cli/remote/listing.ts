// A paged listing of the API, printed page by page as text or as one JSON list.

import * as z from "zod";
import { UsageError } from "../command-line/exit.ts";
import { JsonList, printLines } from "../command-line/output.ts";
import type { Ask, Query } from "./api-client.ts";

/** The options that bound the length of a listing. */
export const LENGTH_OPTIONS = { limit: { type: "string" }, all: { type: "boolean", default: false } } as const;

/** Entries that are listed without --limit and --all. */
const DEFAULT_LENGTH = 50;

/** Most entries on one page of the API. */
const LARGEST_PAGE = 200;

/** The number of entries to list; infinite with --all. */
export function readLength({ limit, all }: { limit?: string | undefined; all: boolean }): number {
  if (all && limit !== undefined) throw new UsageError("Use either --all or --limit, not both.");
  if (all) return Number.POSITIVE_INFINITY;
  if (limit === undefined) return DEFAULT_LENGTH;
  if (/^[1-9]\d{0,8}$/.test(limit)) return Number(limit);
  throw new UsageError(`--limit must be a whole number above 0, but is "${limit}".`);
}

interface ListedPage<Entry> {
  readonly entries: readonly Entry[];
  /** Whether the API has more entries after this page. */
  readonly more: boolean;
}

function pageOf<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ data: z.array(schema), next: z.string().optional() });
}

/** The pages of a listing, up to `length` entries in total. */
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
    const limit = Math.min(left, LARGEST_PAGE);
    const { body } = await ask(page, path, { query: { ...query, limit, cursor } });
    left -= body.data.length;
    cursor = body.next;
    yield { entries: body.data, more: cursor !== undefined };
  } while (cursor !== undefined && left > 0);
}

/** A listing as text. */
export interface ListingText<Entry> {
  /** The line above the entries. */
  readonly heading: string;
  readonly lines: (entry: Entry) => string[];
  /** The noun for one entry, and for several. */
  readonly nouns: readonly [string, string];
}

/** Prints a listing. */
export async function printPages<Entry>(
  pages: AsyncIterable<ListedPage<Entry>>,
  text: ListingText<Entry>,
  json: boolean,
): Promise<void> {
  if (json) await printAsJson(pages);
  else await printAsText(pages, text);
}

async function printAsJson(pages: AsyncIterable<ListedPage<unknown>>): Promise<void> {
  const list = new JsonList();
  for await (const { entries } of pages) list.add(entries);
  list.end();
}

async function printAsText<Entry>(
  pages: AsyncIterable<ListedPage<Entry>>,
  { heading, lines, nouns }: ListingText<Entry>,
): Promise<void> {
  let count = 0;
  let more = false;
  for await (const page of pages) {
    if (count === 0 && page.entries.length > 0) printLines([heading]);
    printLines(page.entries.flatMap(lines));
    count += page.entries.length;
    more = page.more;
  }
  printLines([lastLine(count, nouns, more)]);
}

function lastLine(count: number, [one, several]: readonly [string, string], more: boolean): string {
  if (more) return `Only the first ${count} are shown. Use --limit N to list N, or --all to list all.`;
  return `${count === 0 ? "No" : count} ${count === 1 ? one : several}.`;
}
