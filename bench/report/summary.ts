// The results as a person reads them.

import { type Check, NO_TARGET } from "./checks.ts";
import type { Row } from "./row.ts";
import { formatFigure, formatTable } from "./table.ts";

const MEGABYTE = 1_000_000;
const COLUMNS: readonly (readonly [string, (row: Row) => string])[] = [
  ["scenario", (row) => `${row.scenario}: ${row.subject}`],
  ["events", (row) => formatFigure(row.accepted)],
  ["events/s", (row) => formatFigure(row.events_per_second)],
  ["p50 ms", (row) => formatFigure(row.latency_ms.p50)],
  ["p95 ms", (row) => formatFigure(row.latency_ms.p95)],
  ["p99 ms", (row) => formatFigure(row.latency_ms.p99)],
  ["CPU ms", (row) => formatFigure(row.cpu_ms_per_event)],
  ["start ms", (row) => formatFigure(row.start_ms)],
  ["idle MB", (row) => formatFigure(row.rss_idle / MEGABYTE)],
  ["peak MB", (row) => formatFigure(row.rss_peak / MEGABYTE)],
  ["end MB", (row) => formatFigure(row.rss_end / MEGABYTE)],
  ["lost", (row) => String(row.lost)],
  ["twice", (row) => String(row.duplicates)],
  ["unmatched", (row) => String(row.unmatched)],
  ["refused", (row) => String(row.refused)],
];

/** The table of what was measured. */
export function measurementTable(rows: readonly Row[]): string {
  return formatTable(
    COLUMNS.map(([name]) => name),
    rows.map((row) => COLUMNS.map(([, cell]) => cell(row))),
  );
}

/** The table of budgets. */
export function budgetTable(checks: readonly Check[]): string {
  return formatTable(
    ["budget", "target", "measured", "met"],
    checks.map((check) => [
      check.budget,
      check.target,
      `${formatFigure(check.measured)} ${check.unit}`.trim(),
      met(check),
    ]),
  );
}

function met(check: Check): string {
  if (check.met === undefined) return "not measured";
  if (check.target === NO_TARGET) return "-";
  return check.met ? "yes" : "NO";
}
