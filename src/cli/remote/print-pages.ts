// A listing on the terminal: lines for people, or a JSON list, page by page, so that the first entries show at once.

import type { ListedPage } from "./pages.ts";
import { JsonList, printLines } from "./print.ts";

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
