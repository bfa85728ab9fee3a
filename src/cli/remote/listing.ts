// A listing of the API as one list, however many pages it comes in.

import * as z from "zod";
import { UsageError } from "../command-line/exit.ts";
import { JsonList, printLines } from "../command-line/output.ts";
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

// A listing on the terminal: lines for people, or a JSON list, page by page, so that the first entries show at once.

/** How a listing is told. */
export interface Told<Entry> {
  /** What stands above the entries. */
  readonly heading: string;
  readonly lines: (entry: Entry) => string[];
  /** What one entry is called, and several. */
  readonly what: readonly [string, string];
}

/** Prints a listing. */
export async function printPages<Entry>(
  pages: AsyncIterable<ListedPage<Entry>>,
  told: Told<Entry>,
  json: boolean,
): Promise<void> {
  if (json) await printAsJson(pages);
  else await printAsText(pages, told);
}

async function printAsJson(pages: AsyncIterable<ListedPage<unknown>>): Promise<void> {
  const list = new JsonList();
  for await (const { entries } of pages) list.add(entries);
  list.end();
}

async function printAsText<Entry>(pages: AsyncIterable<ListedPage<Entry>>, { heading, lines, what }: Told<Entry>) {
  let count = 0;
  let more = false;
  for await (const page of pages) {
    if (count === 0 && page.entries.length > 0) printLines([heading]);
    printLines(page.entries.flatMap(lines));
    count += page.entries.length;
    more = page.more;
  }
  printLines([listEnd(count, what, more)]);
}

function listEnd(count: number, [one, several]: readonly [string, string], more: boolean): string {
  if (more) return `There are more than these ${count}: --limit N shows N, --all shows all.`;
  return `${count === 0 ? "No" : count} ${count === 1 ? one : several}.`;
}

/** A page of a listing. */
function pageOf<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ data: z.array(schema), next: z.string().optional() });
}
