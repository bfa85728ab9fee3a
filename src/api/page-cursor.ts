// The cursor of a page of deliveries, as the API gives it out: the store's own place together with what was asked for. A
// text that is no cursor, or one of another listing, would give a page that is empty or wrong without a word; so it is
// recognized here, whatever backend is behind.

import { Buffer } from "node:buffer";
import * as z from "zod";
import type { DeliveryQuery } from "#app/ports.ts";

/** What a cursor holds: the listing it belongs to, and the store's place in it. */
const cursorSchema = z.tuple([z.array(z.union([z.string(), z.number(), z.null()])), z.string().min(1)]);

type Listing = Omit<DeliveryQuery, "limit" | "cursor">;

/** The cursor of the page of a listing that begins at a store's place. */
export function toCursor(listing: Listing, place: string): string {
  return Buffer.from(JSON.stringify([namesOf(listing), place])).toString("base64url");
}

/** The store's place that a cursor stands for; undefined for a text that is no cursor of this listing. */
export function placeOf(listing: Listing, cursor: string): string | undefined {
  const parsed = cursorSchema.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  if (!parsed.success) return undefined;
  const [listed, place] = parsed.data;
  return JSON.stringify(listed) === JSON.stringify(namesOf(listing)) ? place : undefined;
}

function namesOf({ status, flow, event, since }: Listing): (string | number | null)[] {
  return [status ?? null, flow ?? null, event ?? null, since ?? null];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
