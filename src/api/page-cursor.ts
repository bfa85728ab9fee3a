// The cursors that the API returns: the store's cursor together with the parameters of the listing. A store would answer a cursor
// of another listing with an empty or wrong page, so the API rejects it here, for every backend.

import { Buffer } from "node:buffer";
import * as z from "zod";
import { readJson } from "./read-json.ts";

/** The content of a cursor: the listing that it belongs to, and the store's cursor. */
const cursorSchema = z.tuple([z.array(z.tuple([z.string(), z.union([z.string(), z.number()])])), z.string().min(1)]);

/** The parameters of a listing, without `limit` and `cursor`. */
export type Listing = Readonly<Record<string, string | number | undefined>>;

/** Wraps a store's cursor in a cursor of the listing. */
export function toCursor(listing: Listing, storeCursor: string): string {
  return Buffer.from(JSON.stringify([asked(listing), storeCursor])).toString("base64url");
}

/** Unwraps the store's cursor; returns undefined for a text that is not a cursor of this listing. */
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
