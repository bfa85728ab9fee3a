// docs/scale.md shows what bench/scale/ computes and simulates, and speaks of the code's own numbers.

import { describe, expect, it } from "vitest";
import { LONGEST_WAIT_MS } from "#app/delivery/wait-for-target.ts";
import { TOTAL_TIMEOUT_MS } from "#backends/http-target/limits.ts";
import { FAILURES_TO_OPEN } from "#core/delivery/target-health.ts";
import { readMarkdown, tableRows } from "#support/markdown.ts";
import { CASES, DISPATCH_BATCH, SEED } from "../../bench/scale/case.ts";
import {
  costOfWaiting,
  costsOfEvents,
  functionsNeeded,
  HEALTHY_BATCH_MS,
  longestPauseMs,
  mostWaiting,
} from "../../bench/scale/cost.ts";
import { simulate } from "../../bench/scale/simulate.ts";
import { COLUMNS, rowOf } from "../../bench/scale/table.ts";
import { simulateSweep } from "../../bench/sweep/simulate.ts";
import { LATEST_MS, SWEEP_CASES, SWEEP_COLUMNS, sweepRowOf } from "../../bench/sweep/table.ts";

const page = readMarkdown("docs/scale.md");
const dollars = (amount: number) => `$${amount.toFixed(2)}`;
const whole = (number: number) => Math.round(number).toLocaleString("en-US");

describe("docs/scale.md", () => {
  it("shows what a million events cost", () => {
    const costs = costsOfEvents().map(({ service, units, price }) => [
      ...[service, String(Number(units.toFixed(4)))],
      ...[`$${price.toFixed(3)}`, dollars(units * price)],
    ]);
    const all = costsOfEvents().reduce((sum, { units, price }) => sum + units * price, 0);
    expect(tableRows(page, "What a million events cost")).toEqual([...costs, ["all", "-", "-", dollars(all)]]);
  });

  it("shows how many functions are needed", () => {
    const needed = [1_000, 10_000].map((rate) => [
      ...[rate, functionsNeeded(rate, 0, TOTAL_TIMEOUT_MS), functionsNeeded(rate, 0.05, TOTAL_TIMEOUT_MS)].map(whole),
    ]);
    expect(tableRows(page, "How many functions")).toEqual(needed);
    expect(page).toContain(`${whole(HEALTHY_BATCH_MS)} ms`);
  });

  it("asks for a quota that holds each setting, and at least two executions more", () => {
    const rows = tableRows(page, "What to set");
    const settings = rows.map(([, setting = "", quota = ""]) => {
      const shares = [...setting.matchAll(/(dispatches|retries|events|runs): (\d+)/g)].map(([, , share]) =>
        Number(share),
      );
      return { shares, quota: Number(quota.replace(",", "")) };
    });
    expect(settings[0]).toEqual({ shares: [2, 2, 2, 2], quota: 10 });
    for (const { shares, quota } of settings) {
      expect(quota).toBeGreaterThanOrEqual(shares.reduce((sum, share) => sum + share, 2));
    }
  });

  it("shows how many deliveries can wait, and what that costs", () => {
    const waiting = [20, 100].map((functions) => [whole(functions), whole(mostWaiting(functions))]);
    expect(tableRows(page, "What waits for its target")).toEqual(waiting);
    expect(page).toContain(`A million that wait cost $${whole(costOfWaiting())} a day`);
  });

  it("speaks of the code's own numbers", () => {
    expect([DISPATCH_BATCH, TOTAL_TIMEOUT_MS, FAILURES_TO_OPEN, longestPauseMs(), LONGEST_WAIT_MS]).toEqual([
      ...[5, 15_000, 10, 10 * 60_000, 3 * 24 * 3_600_000],
    ]);
  });

  it("shows the simulation of many waits that are due at once", async () => {
    const [first, ...more] = SWEEP_CASES;
    if (first === undefined) throw new Error("There is no case");
    const rows = tableRows(page, "Many waits due at once");
    expect(rows[0]).toEqual(sweepRowOf(first, await simulateSweep(first)));
    expect(rows.slice(1).map((row) => row.slice(0, 2))).toEqual(
      more.map(({ rows: due, name }) => [due.toLocaleString("en-US"), name]),
    );
    expect(page).toContain(`| ${SWEEP_COLUMNS.join(" | ")} |`);
    expect(page).toContain(`at most ${LATEST_MS / 60_000} minutes late`);
  });

  it("names the columns that the simulation prints", () => {
    expect(page).toContain(`| ${COLUMNS.join(" | ")} |`);
  });

  it.each(CASES.map((one, row) => ({ one, row })))(
    "shows the simulation of $one.rate events a second, $one.name, $one.dispatches functions",
    async ({ one, row }) => {
      expect(tableRows(page, "Slow targets")[row]).toEqual(rowOf(one, await simulate(one, SEED)));
    },
  );
});
