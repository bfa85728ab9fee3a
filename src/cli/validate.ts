// `flowhook validate`: every problem of every flow file at once, each with its place, and what most likely was not meant.

import { parseArgs } from "node:util";
import type { KnownSecrets } from "#app/flows/check-secret-hosts.ts";
import { formatFlowProblem, formatFlowWarning, loadFlows } from "#app/flows/load-flows.ts";
import { formatFileProblem } from "./event-file.ts";
import { readFlowFiles } from "./flow-files.ts";
import { readSamples } from "./sample-events.ts";
import { readEnvironment } from "./serve-secrets.ts";
import { EXIT } from "./usage-error.ts";

/** Checks flow files. Warnings alone leave the exit code 0. */
export async function runValidate(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      events: { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
    },
  });
  const files = (positionals.length > 0 ? positionals : ["flows"]).flatMap(readFlowFiles);
  const samples = readSamples(values.events, Date.now());
  const loaded = loadFlows(files, samples.events, knownHosts());
  const { flows, warnings } = loaded;
  const problems = [...loaded.problems, ...samples.problems];
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ flows: flows.map(({ id }) => id), problems, warnings }, null, 2)}\n`);
  } else {
    const lines = [
      ...loaded.problems.map(formatFlowProblem),
      ...samples.problems.map(formatFileProblem),
      ...warnings.map(formatFlowWarning),
      `${flows.length} of ${files.length} flow files are good.`,
    ];
    process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  }
  return problems.length > 0 ? EXIT.failed : EXIT.done;
}

/** The hosts of secrets that this environment names. It need not hold all secrets, so that none is missing. */
function knownHosts(): KnownSecrets {
  const { known } = readEnvironment(process.env);
  return { hostsOf: (name) => known.hostsOf(name) };
}
