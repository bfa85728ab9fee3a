// `node bench/scale.ts`: simulates the effect of slow targets at 20, 1,000 and 10,000 events a second, and prints the table of
// docs/scale.md. Nothing is sent and no real time passes: it takes seconds, with the same result each time.

import { CASES, SEED } from "./scale/case.ts";
import { simulate } from "./scale/simulate.ts";
import { COLUMNS, rowOf } from "./scale/table.ts";

const line = (cells: readonly string[]): void => console.log(`| ${cells.join(" | ")} |`);

line(COLUMNS);
line(COLUMNS.map(() => "---"));
for (const one of CASES) line(rowOf(one, await simulate(one, SEED)));
