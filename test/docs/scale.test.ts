// docs/scale.md shows what bench/scale/ computes and simulates, and speaks of the code's own numbers.

import { describe, expect, it } from "vitest";
import { LONGEST_WAIT_MS } from "#app/delivery/enter-target.ts";
import { TOTAL_TIMEOUT_MS } from "#backends/http-target/limits.ts";
import { FAILURES_TO_OPEN } from "#core/delivery/target-health.ts";
import { readMarkdown, tableRows } from "#support/markdown.ts";
import { CASES, DISPATCH_BATCH, MEASURED_MS, SEED } from "../../bench/scale/case.ts";
import {
  costOf,
  costOfWaiting,
  EVENT_SIZES,
  functionsNeeded,
  HEALTHY_BATCH_MS,
  LOADS,
  type Load,
  longestPauseMs,
  mostWaiting,
  SERVICES,
  unitsOf,
} from "../../bench/scale/cost.ts";
import { simulate } from "../../bench/scale/simulate.ts";
import { COLUMNS, rowOf } from "../../bench/scale/table.ts";
import { simulateSweep } from "../../bench/sweep/simulate.ts";
import { LATEST_MS, SWEEP_CASES, SWEEP_COLUMNS, sweepRowOf } from "../../bench/sweep/table.ts";

const page = readMarkdown("docs/scale.md");
const dollars = (amount: number) => `$${amount.toFixed(2)}`;
const whole = (number: number) => Math.round(number).toLocaleString("en-US");

/** The rows of a table of costs, for two loads. */
function costRows(...loads: readonly Load[]): string[][] {
  const units = loads.map((load) => unitsOf(load));
  const rows = SERVICES.map(({ name, price, unit }) => [
    ...[name, `$${price.toFixed(3)}`],
    ...units.flatMap((one) => [String(Number(one[unit].toFixed(4))), dollars(one[unit] * price)]),
  ]);
  return [...rows, ["all", "-", ...units.flatMap((one) => ["-", dollars(costOf(one))])]];
}

describe("docs/scale.md", () => {
  it("shows the cost of a million events, one or many a request", () => {
    const { full, single, bulk, bulkOfOne } = LOADS;
    expect(tableRows(page, "Cost of a million events")).toEqual(costRows(full, single));
    expect(tableRows(page, "Cost of a million events in bulk")).toEqual(costRows(bulk, bulkOfOne));
    const [, ofUnits] = readMarkdown("docs/aws.md").split("## Cost of an event");
    const [one, batchesOfOne, many] = [full, single, bulk].map((load) => dollars(costOf(unitsOf(load))));
    expect(ofUnits).toContain(`${one} for a million events, and ${batchesOfOne} with batches of one message`);
    expect(ofUnits).toContain(`${many} for a million events in bulk`);
  });

  it("shows that a million events in bulk keep their budget of $3.50", () => {
    expect(costOf(unitsOf(LOADS.bulk))).toBeLessThan(3.5);
    expect(page).toContain("the budget is $3.50");
  });

  it("shows the cost of larger events, of which SQS bills each 64 KB", () => {
    const rows = EVENT_SIZES.map((size) => {
      const [one, many] = [LOADS.full, LOADS.bulk].map((load) => unitsOf(load, size));
      if (one === undefined || many === undefined) throw new Error("There is no load");
      const units = [one.sqs, many.sqs, one.writes].map((count) => String(Number(count.toFixed(2))));
      return [`${size.kilobytes} KB`, ...units, dollars(costOf(one)), dollars(costOf(many))];
    });
    expect(tableRows(page, "Cost of larger events")).toEqual(rows);
  });

  it("shows the times that the simulations and the costs use", () => {
    const { matching, attempts, heldBack, request } = MEASURED_MS;
    const shown = new Map(
      tableRows(page, "Time of a batch").map(([batch, messages, , , time]) => [`${batch}, ${messages}`, time]),
    );
    const used = [
      ["events to match, 10", matching.full],
      ["events to match, 1", matching.single],
      ["first attempts, 5", attempts.full],
      ["first attempts, 1", attempts.single],
      ["deliveries that a circuit holds back, 10", heldBack],
      ["events of a request, 1,000", request.full],
      ["events of a request, 1", request.single],
    ] as const;
    expect(used.map(([batch]) => shown.get(batch))).toEqual(used.map(([, ms]) => `${ms} ms`));
  });

  it("shows how many functions are needed", () => {
    const needed = [1_000, 10_000].map((rate) => [
      ...[rate, functionsNeeded(rate, 0, TOTAL_TIMEOUT_MS), functionsNeeded(rate, 0.05, TOTAL_TIMEOUT_MS)].map(whole),
    ]);
    expect(tableRows(page, "How many functions")).toEqual(needed);
    expect(page).toContain(`${whole(HEALTHY_BATCH_MS)} ms`);
  });

  it("asks for a quota that holds each setting, and at least two executions more", () => {
    const rows = tableRows(page, "Recommended settings");
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

  it("shows how many deliveries can wait, and their cost", () => {
    const waiting = [20, 100].map((functions) => [whole(functions), whole(mostWaiting(functions))]);
    expect(tableRows(page, "Deliveries that wait for their target")).toEqual(waiting);
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
