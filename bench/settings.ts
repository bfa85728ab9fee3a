// The options of `npm run bench`.

import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { readCount } from "./read-count.ts";
import type { Settings } from "./scenarios/context.ts";

/** How the bench is called. */
export const USAGE = `npm run bench -- [--short] [--only SCENARIO ...] [--seconds S] [--rounds N] [--flows N]
    [--past N] [--program FILE] [--folder DIR]

--short     few events: for counts, not for figures
--only      one-flow, many-flows, full-store, faulty-targets, paced, templates or formats; all by default
--seconds   length of each measured run (paced runs last 2.5 times as long)
--rounds    how often each pair is measured in turn
--flows     flows in many-flows
--past      past deliveries, and as many retries and runs that wait, in full-store
--program   the Flowhook to measure, for instance that of another revision; by default what is published, built now
--folder    where Flowhook's databases are made: choose the disk to measure`;

/** The published program, as tools/build.ts builds it. */
export const PUBLISHED = fileURLToPath(new URL("../dist/flowhook.js", import.meta.url));

const FULL = { warmUpSeconds: 2, seconds: 4, rounds: 4, flows: 10_000, past: 1_000_000 };
const SHORT = { warmUpSeconds: 0.5, seconds: 1, rounds: 1, flows: 1000, past: 10_000 };

/** The settings in the arguments. Throws with the reason if the arguments are wrong. */
export function readSettings(args: readonly string[]): { settings: Settings; only: readonly string[] } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      short: { type: "boolean", default: false },
      only: { type: "string", multiple: true, default: [] },
      seconds: { type: "string" },
      rounds: { type: "string" },
      flows: { type: "string" },
      past: { type: "string" },
      program: { type: "string" },
      folder: { type: "string", default: tmpdir() },
    },
  });
  const usual = values.short ? SHORT : FULL;
  const count = (option: "seconds" | "rounds" | "flows" | "past"): number =>
    values[option] === undefined ? usual[option] : readCount(option, values[option]);
  return {
    settings: {
      warmUpSeconds: usual.warmUpSeconds,
      seconds: count("seconds"),
      rounds: count("rounds"),
      flows: count("flows"),
      past: count("past"),
      program: values.program ?? PUBLISHED,
      folder: values.folder,
    },
    only: values.only,
  };
}
