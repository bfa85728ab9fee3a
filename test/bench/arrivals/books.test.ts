import { describe, expect, test } from "vitest";
import { Books } from "../../../bench/arrivals/books.ts";
import { formatMarker } from "../../../bench/wire/marker.ts";

const webhook = (run: string, number: number): Buffer =>
  Buffer.from(JSON.stringify({ marker: formatMarker({ run, number, sentAt: 1_700_000_000_000 }) }));

describe("the receiver's books", () => {
  test("count each run separately", () => {
    const books = new Books();
    books.book(webhook("aaaaaaaa", 0), 0, undefined);
    books.book(webhook("bbbbbbbb", 0), 0, undefined);
    books.book(webhook("bbbbbbbb", 1), 0, undefined);
    expect([books.arrived("aaaaaaaa"), books.arrived("bbbbbbbb"), books.arrived("cccccccc")]).toEqual([1, 2, 0]);
    expect(books.close("aaaaaaaa", { sent: 1, refused: [] })).toMatchObject({ delivered: 1, unmatched: 0 });
  });

  test("count a webhook without a marker in the account that closes next, once", () => {
    const books = new Books();
    books.book(Buffer.from("{}"), 0, undefined);
    expect(books.strays.unmarked).toBe(1);
    expect(books.close("aaaaaaaa", { sent: 0, refused: [] }).unmatched).toBe(1);
    expect(books.close("bbbbbbbb", { sent: 0, refused: [] }).unmatched).toBe(0);
    expect(books.strays.unmarked).toBe(0);
  });

  test("report a webhook that arrives after its run's account was closed", () => {
    const books = new Books();
    books.close("aaaaaaaa", { sent: 1, refused: [] });
    books.book(webhook("aaaaaaaa", 0), 0, undefined);
    expect(books.strays).toEqual({ unmarked: 0, late: 1 });
  });
});
