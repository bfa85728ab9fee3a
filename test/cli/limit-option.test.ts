import { describe, expect, it } from "vitest";
import { readLimits } from "#cli/serve/options.ts";

describe("--limit", () => {
  it.each([
    [["api.crm.example=5/s,2"], { "api.crm.example": { requests_per_second: 5, concurrency: 2 } }],
    [["api.crm.example=0.5/s"], { "api.crm.example": { requests_per_second: 0.5 } }],
    [["API.crm.example:8443=2"], { "api.crm.example:8443": { concurrency: 2 } }],
    [["[::1]:8443=2"], { "[::1]:8443": { concurrency: 2 } }],
    [["a.example=2", "b.example=3/s"], { "a.example": { concurrency: 2 }, "b.example": { requests_per_second: 3 } }],
    [["a.example=2", "a.example=3/s,9"], { "a.example": { requests_per_second: 3, concurrency: 2 } }],
    [[], {}],
  ])("%j", (texts, limits) => {
    expect(readLimits(texts)).toEqual(limits);
  });

  it.each([
    ["api.crm.example", 'must have the form HOST=RATE/s,CONCURRENCY, such as "api.crm.example=5/s,2"'],
    ["api.crm.example=", "must have the form"],
    ["api.crm.example=5/m", "must have the form"],
    ["api.crm.example=5/s2", "must have the form"],
    ["api.crm.example=5,2", "must have the form"],
    ["api.crm.example=,2", "must have the form"],
    ["=5/s", "must have the form"],
    ["api.crm.example=0", "at least 1"],
    ["api.crm.example=0/s", "at least 0.01"],
    ["api.crm.example=1.2.3/s", "number"],
    ["https://api.crm.example=5/s", "host as in URLs"],
  ])("is refused with %s", (text, why) => {
    expect(() => readLimits([text])).toThrow(why);
    expect(() => readLimits([text])).toThrow(text);
  });
});
