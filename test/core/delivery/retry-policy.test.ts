import fc from "fast-check";
import { expect, test } from "vitest";
import { DEFAULT_RETRY_POLICY, mostAttempts, nextAttemptAt, spanMs, windowsOver } from "#core/delivery/retry-policy.ts";

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;
const START = 1_700_000_000_000;
const windows = DEFAULT_RETRY_POLICY.windowsMs;
const startOf = (n: number): number => windows.slice(0, n - 1).reduce((sum, window) => sum + window, 0);

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const chances = fc.array(chance, { minLength: 17, maxLength: 17 });
/** The time of each attempt until it fails: at most the timeout of a request. */
const durations = fc.array(fc.integer({ min: 0, max: 15 * SECOND }), { minLength: 18, maxLength: 18 });

/** The times of the attempts of a delivery of which every attempt fails. */
function attempts(draws: readonly number[], takes: readonly number[], late: (n: number) => number = () => 0): number[] {
  const made = [START];
  for (let attempt = 1; ; attempt++) {
    const at = made[attempt - 1] ?? START;
    const now = at + (takes[attempt - 1] ?? 0);
    const next = nextAttemptAt({ attempt, roundStartedAt: START, now, random: draws[attempt - 1] ?? 0 });
    if (next === undefined) return made;
    made.push(next + late(attempt));
  }
}

test("there are 17 windows, they double from 5 s until they are 13,185 s, and span exactly 24 hours", () => {
  expect(windows).toHaveLength(17);
  expect(windows.slice(0, 12)).toEqual(
    [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120, 10240].map((s) => s * SECOND),
  );
  expect(new Set(windows.slice(12))).toEqual(new Set([13_185 * SECOND]));
  expect(windows.reduce((sum, window) => sum + window)).toBe(DAY);
});

test("a delivery that fails every time gives up after 20 hours at the earliest and 24 at the latest, after 17 retries", () => {
  fc.assert(
    fc.property(chances, durations, (draws, takes) => {
      const made = attempts(draws, takes);
      expect(made).toHaveLength(18);
      const last = (made.at(-1) ?? 0) - START;
      expect(last).toBeGreaterThanOrEqual(20 * HOUR);
      expect(last).toBeLessThanOrEqual(DAY);
    }),
    { numRuns: 1000 },
  );
});

test("retry n is made inside window n where attempts fail at once", () => {
  fc.assert(
    fc.property(chances, (draws) => {
      attempts(draws, []).forEach((at, n) => {
        if (n === 0) return;
        expect(at - START).toBeGreaterThanOrEqual(startOf(n));
        expect(at - START).toBeLessThanOrEqual(startOf(n) + (windows[n - 1] ?? 0));
      });
    }),
  );
});

test("the point in the window depends on the random number", () => {
  for (const n of [1, 5, 12, 17]) {
    const window = windows[n - 1] ?? 0;
    const at = (random: number) => nextAttemptAt({ attempt: n, roundStartedAt: START, now: START, random });
    expect(at(0.5)).toBe(START + Math.max(startOf(n) + window * 0.5, (window * 1.5) / 4));
    expect(at(0.75)).toBe(START + startOf(n) + window * 0.75);
  }
});

test("the seventeenth retry is the last", () => {
  expect(nextAttemptAt({ attempt: 17, roundStartedAt: START, now: START, random: 0 })).toBeDefined();
  expect(nextAttemptAt({ attempt: 18, roundStartedAt: START, now: START, random: 0 })).toBeUndefined();
  expect(
    nextAttemptAt({ attempt: 19, roundStartedAt: START, now: START, random: 0, retryAfterMs: HOUR }),
  ).toBeUndefined();
});

test("after an outage of Flowhook, the remaining retries are at least a quarter of their windows apart", () => {
  const outages = fc.integer({ min: 1, max: 17 });
  fc.assert(
    fc.property(chances, durations, outages, fc.integer({ min: 0, max: 72 * HOUR }), (draws, takes, hit, length) => {
      const made = attempts(draws, takes, (n) => (n === hit ? length : 0));
      expect(made).toHaveLength(18);
      for (let n = 1; n < made.length; n++) {
        const gap = (made[n] ?? 0) - (made[n - 1] ?? 0);
        expect(gap).toBeGreaterThanOrEqual((windows[n - 1] ?? 0) / 4);
      }
    }),
  );
});

test("deliveries that an outage delayed are not retried at the same time", () => {
  const now = START + 48 * HOUR;
  const at = (random: number) => (nextAttemptAt({ attempt: 10, roundStartedAt: START, now, random }) ?? 0) - now;
  expect([at(0), at(0.5), at(1)]).toEqual([640 * SECOND, 960 * SECOND, 1280 * SECOND]);
});

test("Retry-After makes the next attempt later, never earlier, and uses up no retry", () => {
  const waits = fc.integer({ min: 0, max: DAY });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: DAY }),
      chance,
      waits,
      (attempt, age, random, wait) => {
        const failed = { attempt, roundStartedAt: START, now: START + age, random };
        const without = nextAttemptAt(failed);
        const asked = nextAttemptAt({ ...failed, retryAfterMs: wait });
        expect(asked === undefined).toBe(without === undefined);
        expect(asked).toBe(without === undefined ? undefined : Math.max(without, START + age + wait));
      },
    ),
  );
});

test("another policy is followed exactly", () => {
  const policy = { windowsMs: [60 * SECOND] };
  const failed = { roundStartedAt: START, now: START, random: 0.9 };
  expect(nextAttemptAt({ ...failed, attempt: 1 }, policy)).toBe(START + 54 * SECOND);
  expect(nextAttemptAt({ ...failed, attempt: 2 }, policy)).toBeUndefined();
});

test("a schedule is followed from each failure on, by up to a tenth later", () => {
  const policy = { waitsMs: [60 * SECOND, HOUR] };
  const failed = { roundStartedAt: START, now: START + 5 * HOUR };
  const at = (attempt: number, random: number) => nextAttemptAt({ ...failed, attempt, random }, policy);
  expect(at(1, 0)).toBe(failed.now + 60 * SECOND);
  expect(at(1, 1)).toBe(failed.now + 66 * SECOND);
  expect(at(2, 0.5)).toBe(failed.now + 1.05 * HOUR);
  expect(at(3, 0)).toBeUndefined();
  expect(nextAttemptAt({ ...failed, attempt: 1, random: 0, retryAfterMs: HOUR }, policy)).toBe(failed.now + HOUR);
});

test("a policy has a maximum of attempts and a span", () => {
  expect([mostAttempts(DEFAULT_RETRY_POLICY), spanMs(DEFAULT_RETRY_POLICY)]).toEqual([18, DAY]);
  expect([mostAttempts({ waitsMs: [1, 2] }), spanMs({ waitsMs: [1, 2] })]).toEqual([3, 3]);
  expect([mostAttempts({ windowsMs: [] }), spanMs({ windowsMs: [] })]).toEqual([1, 0]);
});

test.each<[string, number, number, number[]]>([
  ["few in a long span double all the way", 4, 6 * HOUR, [1440, 2880, 5760, 11_520]],
  ["one has all of it", 1, HOUR, [3600]],
  ["many in a short span are equal", 4, 8 * SECOND, [2, 2, 2, 2]],
  ["they double from 5 s where they can", 5, 154 * SECOND, [5, 10, 20, 40, 79]],
  ["no windows", 0, HOUR, []],
])("windows over a span: %s", (_, retries, span, lengths) => {
  expect(windowsOver(retries, span).windowsMs).toEqual(lengths.map((s) => s * SECOND));
});

test("windows over any span have the requested number, never shrink, at most double, and fill the span", () => {
  const retries = fc.integer({ min: 1, max: 17 });
  fc.assert(
    fc.property(retries, fc.integer({ min: 17, max: 7 * 86_400 }), (count, seconds) => {
      const { windowsMs } = windowsOver(count, seconds * SECOND);
      expect(windowsMs).toHaveLength(count);
      expect(windowsMs.reduce((sum, window) => sum + window)).toBeCloseTo(seconds * SECOND, 3);
      for (let n = 1; n < count; n++) {
        const ratio = (windowsMs[n] ?? 0) / (windowsMs[n - 1] ?? 0);
        expect(ratio).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(ratio).toBeLessThanOrEqual(2 + 1e-9);
      }
    }),
    { numRuns: 1000 },
  );
});

test("the time is a whole number of milliseconds", () => {
  const at = nextAttemptAt({ attempt: 1, roundStartedAt: START, now: START, random: 0.123456789 });
  expect(Number.isInteger(at)).toBe(true);
});
