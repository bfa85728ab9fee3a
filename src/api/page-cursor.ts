// The cursor of a page of a listing, as the API gives it out: the store's own cursor together with what was asked for. A
// text that is no cursor, or one of another listing, would give a page that is empty or wrong without a word; so it is
// recognized here, whatever backend is behind.

import { Buffer } from "node:buffer";
import * as z from "zod";
import { readJson } from "./read-json.ts";

/** What a cursor holds: the listing it belongs to, and the store's cursor in it. */
const cursorSchema = z.tuple([z.array(z.tuple([z.string(), z.union([z.string(), z.number()])])), z.string().min(1)]);

/** What was asked for: names of parameters and what they say. Those of the page itself do not matter. */
export type Listing = Readonly<Record<string, string | number | undefined>>;

/** The cursor of the page of a listing that begins at a store's cursor. */
export function toCursor(listing: Listing, storeCursor: string): string {
  return Buffer.from(JSON.stringify([asked(listing), storeCursor])).toString("base64url");
}

/** The store's cursor inside a cursor of the API; undefined for a text that is no cursor of this listing. */
export function storeCursorOf(listing: Listing, cursor: string): string | undefined {
  const parsed = cursorSchema.safeParse(readJson(Buffer.from(cursor, "base64url").toString())?.value);
  if (!parsed.success) return undefined;
  const [listed, storeCursor] = parsed.data;
  return JSON.stringify(listed) === JSON.stringify(asked(listing)) ? storeCursor : undefined;
}

function asked(listing: Listing): [string, string | number | undefined][] {
  return Object.entries(listing)
    .filter(([name, value]) => value !== undefined && name !== "limit" && name !== "cursor")
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
