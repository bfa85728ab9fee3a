// The options of `npm run bench`.

import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readCount } from "./read-count.ts";
import type { Settings } from "./scenarios/context.ts";

/** How the bench is called. */
export const USAGE = `npm run bench -- [--short] [--only SCENARIO ...] [--seconds S] [--rounds N] [--flows N]
    [--program FILE] [--folder DIR]

--short     few events: for counts, not for figures
--only      one-flow, many-flows or paced; all by default
--seconds   length of each measured run (paced runs last 2.5 times as long)
--rounds    how often each pair is measured in turn
--flows     flows in many-flows
--program   the Flowhook to measure: bin/flowhook.ts, or a build or another revision of it
--folder    where Flowhook's databases are made: choose the disk to measure`;

const FULL = { warmUpSeconds: 2, seconds: 4, rounds: 4, flows: 10_000 };
const SHORT = { warmUpSeconds: 0.5, seconds: 1, rounds: 1, flows: 1000 };

/** What was asked. Throws with the reason when the arguments are wrong. */
export function readSettings(args: readonly string[]): { settings: Settings; only: readonly string[] } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      seconds: { type: "string" },
      rounds: { type: "string" },
      flows: { type: "string" },
      program: { type: "string", default: fileURLToPath(new URL("../bin/flowhook.ts", import.meta.url)) },
      folder: { type: "string", default: tmpdir() },
    },
  });
  const usual = values.short ? SHORT : FULL;
  const count = (option: "seconds" | "rounds" | "flows"): number =>
    values[option] === undefined ? usual[option] : readCount(option, values[option]);
  return {
    settings: {
      warmUpSeconds: usual.warmUpSeconds,
      seconds: count("seconds"),
      rounds: count("rounds"),
      flows: count("flows"),
      program: values.program,
      folder: values.folder,
    },
    only: values.only,
  };
}
