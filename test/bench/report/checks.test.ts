import { describe, expect, test } from "vitest";
import { atLeast, atMost, stated, wrongCounts } from "../../../bench/report/checks.ts";
import { summarize } from "../../../bench/report/row.ts";
import { budgetTable } from "../../../bench/report/summary.ts";
import { measurementOf, subject } from "./measurement.ts";

describe("a budget", () => {
  test.each([
    [atLeast("ratio", 0.4, 0.4), true],
    [atLeast("ratio", 0.4, 0.399), false],
    [atMost("p99", 5, 5, "ms"), true],
    [atMost("p99", 5, 5.01, "ms"), false],
    [atMost("CPU", 0.15, Number.NaN, "ms"), undefined],
  ])("%j is met: %s", (check, met) => {
    expect(check.met).toBe(met);
  });

  test("appears in the table with its target and its value", () => {
    const checks = [atMost("p99", 5, 4.321, "ms"), atLeast("ratio", 0.4, 0.2), atMost("CPU", 1, Number.NaN)];
    expect(budgetTable(checks).split("\n").slice(2)).toEqual([
      "p99     at most 5 ms   4.32 ms           yes",
      "ratio   at least 0.4       0.2            NO",
      "CPU        at most 1         -  not measured",
    ]);
  });
});

test("a figure without a budget is neither met nor missed", () => {
  const figures = [stated("memory", 123.4, "MB"), stated("other", Number.NaN, "MB")];
  expect(budgetTable(figures).split("\n").slice(2)).toEqual([
    "memory       -    123 MB             -",
    "other        -      - MB  not measured",
  ]);
});

describe("counts", () => {
  test("are right if each event led to one webhook", () => {
    const rounds = [measurementOf({})];
    expect(wrongCounts([summarize("one flow", subject, { warmUp: measurementOf({}), rounds })])).toEqual([]);
  });

  test.each([
    [{ lost: 1 }, "lost 1"],
    [{ duplicates: 2 }, "duplicates 2"],
    [{ unmatched: 3 }, "unmatched 3"],
    [{ changed_ids: 4 }, "changed_ids 4"],
    [{ shared_ids: 5 }, "shared_ids 5"],
    [{ lost: 1, duplicates: 1 }, "lost 1, duplicates 1"],
  ])("are wrong with %j, even in the warm-up", (account, text) => {
    const wrong = measurementOf(account);
    const right = measurementOf({});
    const expected = [`one flow, flowhook: ${text}`];
    expect(wrongCounts([summarize("one flow", subject, { warmUp: right, rounds: [right, wrong] })])).toEqual(expected);
    expect(wrongCounts([summarize("one flow", subject, { warmUp: wrong, rounds: [right] })])).toEqual(expected);
  });

  test("are wrong if events were refused", () => {
    const refusing = measurementOf({}, { refused: [1, 2] });
    const row = summarize("one flow", subject, { warmUp: refusing, rounds: [measurementOf({})] });
    expect(wrongCounts([row])).toEqual(["one flow, flowhook: refused 2"]);
  });

  test("are wrong if nothing was delivered", () => {
    const idle = measurementOf({ accepted: 0, delivered: 0 });
    const row = summarize("one flow", subject, { warmUp: measurementOf({}), rounds: [idle] });
    expect(wrongCounts([row])).toEqual(["one flow, flowhook: nothing delivered"]);
  });
});
