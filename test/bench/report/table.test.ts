import { describe, expect, test } from "vitest";
import { formatFigure, formatTable } from "../../../bench/report/table.ts";

test("a table aligns its first column to the left and figures to the right", () => {
  const rows = [
    ["relay", "20,000"],
    ["a longer name", "7"],
  ];
  expect(formatTable(["subject", "events/s"], rows).split("\n")).toEqual([
    "subject        events/s",
    "-------------  --------",
    "relay            20,000",
    "a longer name         7",
  ]);
});

test("a table without rows is its header", () => {
  expect(formatTable(["a", "bc"], [])).toBe("a  bc\n-  --");
});

describe("a figure", () => {
  test.each([
    [12_345.6, "12,346"],
    [100, "100"],
    [99.96, "100"],
    [12.345, "12.3"],
    [0.05678, "0.0568"],
    [0, "0"],
    [Number.NaN, "-"],
  ])("%d is formatted as %s", (value, text) => {
    expect(formatFigure(value)).toBe(text);
  });
});
