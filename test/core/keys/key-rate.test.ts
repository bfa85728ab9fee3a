import fc from "fast-check";
import { expect, test } from "vitest";
import { isSameRate, rateText, takeRequest } from "#core/keys/key-rate.ts";
import { keyRateSchema } from "#core/keys/key-rate-schema.ts";
import { NOON } from "#support/delivery-samples.ts";

/** Makes requests at these times; each result is "ok" or the seconds to wait. */
function requests(rate: { requests_per_second: number; burst: number }, times: readonly number[]) {
  let bucket: Parameters<typeof takeRequest>[0];
  return times.map((at) => {
    const taken = takeRequest(bucket, rate, NOON + at);
    bucket = taken.bucket;
    return taken.ok ? "ok" : taken.retryAfterSeconds;
  });
}

test.each([
  ["the burst passes at once, and then nothing", { requests_per_second: 1, burst: 2 }, [0, 0, 0], ["ok", "ok", 1]],
  ["a request passes after a second", { requests_per_second: 1, burst: 1 }, [0, 999, 1000], ["ok", 1, "ok"]],
  [
    "the wait is as long as the rate needs",
    { requests_per_second: 0.1, burst: 1 },
    [0, 1, 9_999, 10_000],
    ["ok", 10, 1, "ok"],
  ],
  [
    "a pause fills no more than the burst",
    { requests_per_second: 10, burst: 2 },
    [0, 60_000, 60_000, 60_000],
    ["ok", "ok", "ok", 1],
  ],
  [
    "a refused request takes nothing",
    { requests_per_second: 1, burst: 1 },
    [0, 500, 600, 700, 1000],
    ["ok", 1, 1, 1, "ok"],
  ],
  ["a clock that is set back adds nothing", { requests_per_second: 1, burst: 1 }, [0, -5_000, -4_500], ["ok", 1, 1]],
  [
    "a clock that is set back does not stop the key",
    { requests_per_second: 1, burst: 1 },
    [0, -5_000, -4_000],
    ["ok", 1, "ok"],
  ],
] as const)("%s", (_, rate, times, expected) => {
  expect(requests(rate, times)).toEqual(expected);
});

test("at any times, no more than the burst and the rate pass, and a sender that waits as long as it is asked to passes", () => {
  const rates = fc.record({
    requests_per_second: fc.double({ min: 0.1, max: 50, noNaN: true }),
    burst: fc.integer({ min: 1, max: 20 }),
  });
  fc.assert(
    fc.property(rates, fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 60 }), (rate, gaps) => {
      let [at, passed] = [0, 0];
      let bucket: Parameters<typeof takeRequest>[0];
      for (const gap of gaps) {
        at += gap;
        const taken = takeRequest(bucket, rate, at);
        bucket = taken.bucket;
        if (taken.ok) passed += 1;
        else expect(takeRequest(bucket, rate, at + taken.retryAfterSeconds * 1_000).ok).toBe(true);
      }
      expect(passed).toBeLessThanOrEqual(rate.burst + (at / 1_000) * rate.requests_per_second + 1e-6);
    }),
  );
});

test.each<[object, boolean]>([
  [{ requests_per_second: 0.1, burst: 1 }, true],
  [{ requests_per_second: 10_000, burst: 10_000 }, true],
  [{ requests_per_second: 0.05, burst: 1 }, false],
  [{ requests_per_second: 10_001, burst: 1 }, false],
  [{ requests_per_second: 1, burst: 0 }, false],
  [{ requests_per_second: 1, burst: 1.5 }, false],
  [{ requests_per_second: 1 }, false],
  [{ requests_per_second: 1, burst: 1, concurrency: 1 }, false],
])("the rate %j is valid: %s", (rate, valid) => {
  expect(keyRateSchema.safeParse(rate).success).toBe(valid);
});

test("two rates are the same only if both of their numbers are", () => {
  const rate = { requests_per_second: 1, burst: 2 };
  expect(isSameRate(rate, { ...rate })).toBe(true);
  expect(isSameRate(undefined, undefined)).toBe(true);
  for (const other of [undefined, { ...rate, burst: 3 }, { ...rate, requests_per_second: 2 }]) {
    expect(isSameRate(rate, other)).toBe(false);
  }
});

test("a rate is shown with its unit", () => {
  expect(rateText({ requests_per_second: 0.5, burst: 3 })).toBe("0.5/s, 3 at once");
});
