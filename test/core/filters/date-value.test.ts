import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactNumber } from "#core/exact-number.ts";
import { dateOf, isDayOfMonth, parseDate } from "#core/filters/date-value.ts";

describe("a date", () => {
  it.each([
    ["2026-06-10", "2026-06-10T00:00:00.000Z"],
    ["2026-06-10T13:34", "2026-06-10T13:34:00.000Z"],
    ["2026-06-10 13:34:08", "2026-06-10T13:34:08.000Z"],
    ["2026-06-10T13:34:08Z", "2026-06-10T13:34:08.000Z"],
    ["2026-06-10T13:34:08.5Z", "2026-06-10T13:34:08.500Z"],
    ["2026-06-10T13:34:08.710999", "2026-06-10T13:34:08.710Z"],
    ["2026-06-10T13:34:08+03:00", "2026-06-10T10:34:08.000Z"],
    ["2026-06-10T13:34:08-0430", "2026-06-10T18:04:08.000Z"],
    ["2028-02-29", "2028-02-29T00:00:00.000Z"],
    ["2000-02-29", "2000-02-29T00:00:00.000Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000Z"],
  ])("%s is %s", (text, expected) => {
    expect(new Date(parseDate(text)?.time ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each([
    "2026",
    "2026-06",
    "2026-00-10",
    "2026-13-10",
    "2026-06-00",
    "2026-06-31",
    "2026-02-29",
    "1900-02-29",
    "2026-06-10T24:00",
    "2026-06-10T13:60",
    "2026-06-10T13:34:60",
    "2026-06-10T13",
    "2026-06-10T13:34:08.",
    "2026-06-10T13:34:08+24:00",
    "2026-06-10T13:34:08+03:60",
    "2026-06-10T13:34:08+03",
    "2026-06-10Z",
    "2026-06-10t13:34z",
    " 2026-06-10",
    "2026-06-10 ",
    "2026-06-10\n",
    "20260610",
    "+002026-06-10",
    "0999-06-10",
  ])("%j is not a date", (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  it("as a number is in seconds since 1970", () => {
    expect(dateOf(978_354_000)?.time).toBe(978_354_000_000);
    expect(dateOf(-1.5)?.time).toBe(-1500);
    expect(dateOf(8_640_000_000_000)?.time).toBe(8_640_000_000_000_000);
    expect(dateOf(8_640_000_000_001)).toBeUndefined();
    // Nanoseconds, of which milliseconds are left.
    expect(dateOf(new ExactNumber("978354000.250000001"))?.time).toBe(978_354_000_250);
    expect(dateOf(new ExactNumber("12345678901234567890"))).toBeUndefined();
  });

  it("without a time of day, or at midnight in its offset, is a whole day", () => {
    const whole = (text: string) => parseDate(text)?.wholeDay;
    expect(whole("2026-06-10")).toBe(true);
    expect(whole("2026-06-10T00:00:00+02:00")).toBe(true);
    expect(whole("2026-06-10T00:00:00.001Z")).toBe(false);
    expect(whole("2026-06-09T22:00:00Z")).toBe(false);
    expect(dateOf(0)?.wholeDay).toBe(false);
  });

  it("has the offset of its text", () => {
    expect(parseDate("2026-06-10T00:00:00-02:30")?.offset).toBe(-9_000_000);
    expect(parseDate("2026-06-10")?.offset).toBe(0);
  });

  it("in the format of JavaScript is read exactly", () => {
    const years = { min: new Date("1000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59.999Z") };
    fc.assert(
      fc.property(fc.date({ ...years, noInvalidDate: true }), (date) => {
        expect(parseDate(date.toISOString())?.time).toBe(date.getTime());
      }),
    );
  });

  it("is refused exactly if the month has no such day", () => {
    const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    days.forEach((last, index) => {
      expect(isDayOfMonth(2026, index + 1, last)).toBe(true);
      expect(isDayOfMonth(2026, index + 1, last + 1)).toBe(false);
    });
  });
});
