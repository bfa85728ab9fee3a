import fc from "fast-check";
import { expect, test } from "vitest";
import { parseRetryAfter } from "#core/delivery/retry-after.ts";

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 2, 1, 12, 0, 0); // Sunday

test.each([
  ["1", 1_000],
  ["120", 120_000],
  [" 120 ", 120_000],
  ["007", 7_000],
  ["86400", DAY],
  ["86401", DAY],
  ["999999999999999999999999", DAY],
])("%j seconds is %i ms", (text, ms) => {
  expect(parseRetryAfter(text, NOW, DAY)).toBe(ms);
});

test.each([
  ["Sun, 01 Mar 2026 12:00:30 GMT", 30_000],
  ["Sunday, 01-Mar-26 12:00:30 GMT", 30_000],
  ["Sun Mar  1 12:00:30 2026", 30_000],
  ["Tue Mar 10 12:00:00 2026", DAY],
  ["Mon, 02 Mar 2026 12:00:00 GMT", DAY],
  ["Sun, 01 Mar 2099 12:00:00 GMT", DAY],
  ["Sunday, 01-Mar-76 12:00:00 GMT", DAY],
])("%j is %i ms from noon of 1 March 2026", (text, ms) => {
  expect(parseRetryAfter(text, NOW, DAY)).toBe(ms);
});

test.each([
  "",
  "0",
  "-5",
  "+5",
  "1.5",
  "1e3",
  "0x10",
  "120, 240",
  "soon",
  "two minutes",
  "2026-03-01T12:00:30Z",
  "Sun, 01 Mar 2026 12:00:00 GMT", // now
  "Sun, 01 Mar 2026 11:59:59 GMT", // past
  "Sunday, 01-Mar-77 12:00:00 GMT", // more than 50 years off, so 1977
  "Sun, 01 Mar 2026 12:00:30 PST",
  "Sun, 01 Mar 2026 12:00:30",
  "Sun, 1 Mar 2026 12:00:30 GMT",
  "Sun, 31 Feb 2027 12:00:30 GMT",
  "Sun, 01 Foo 2027 12:00:30 GMT",
  "Sun, 01 Mar 2026 24:00:30 GMT",
  "Sun, 01 Mar 2026 12:61:30 GMT",
  "xSun, 01 Mar 2026 12:00:30 GMT",
])("%j is ignored", (text) => {
  expect(parseRetryAfter(text, NOW, DAY)).toBeUndefined();
});

test("every date of HTTP in the next day is read to the second", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: DAY / 1000 }), (seconds) => {
      const text = new Date(NOW + seconds * 1000).toUTCString();
      expect(parseRetryAfter(text, NOW, DAY)).toBe(seconds * 1000);
    }),
  );
});

test("for any header, the wait is undefined or between 0 and the longest wait", () => {
  const dates = fc.date({ noInvalidDate: true }).map((date) => date.toUTCString());
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.integer().map(String), dates), (text) => {
      const wait = parseRetryAfter(text, NOW, DAY);
      if (wait === undefined) return;
      expect(wait).toBeGreaterThan(0);
      expect(wait).toBeLessThanOrEqual(DAY);
    }),
  );
});

test("a wait above the longest is shortened to it", () => {
  expect(parseRetryAfter("61", NOW, 60_000)).toBe(60_000);
  expect(parseRetryAfter("Sun, 01 Mar 2026 13:00:00 GMT", NOW, 60_000)).toBe(60_000);
});
