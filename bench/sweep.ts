// `node bench/sweep.ts`: simulates up to a million runs that are due in the same second, and prints the table of
// docs/scale.md. Nothing is sent and no real time passes: it takes one to three minutes, with the same result each time. It
// fails if a simulation misses the bar.

import { simulateSweep } from "./sweep/simulate.ts";
import { meetsBar, SWEEP_CASES, SWEEP_COLUMNS, sweepRowOf } from "./sweep/table.ts";

const line = (cells: readonly string[]): void => console.log(`| ${cells.join(" | ")} |`);

line(SWEEP_COLUMNS);
line(SWEEP_COLUMNS.map(() => "---"));
for (const one of SWEEP_CASES) {
  const outcome = await simulateSweep(one);
  line(sweepRowOf(one, outcome));
  if (!meetsBar(one, outcome)) process.exitCode = 1;
}
