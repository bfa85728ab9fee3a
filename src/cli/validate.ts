// `flowhook validate`: every problem of every flow file at once, each with its place, and what most likely was not meant.

import { parseArgs } from "node:util";
import type { KnownHere } from "#app/flows/check-secret-hosts.ts";
import { formatFlowProblem, formatFlowWarning, loadFlows } from "#app/flows/load-flows.ts";
import { nearestName } from "#core/nearest-name.ts";
import { formatFileProblem } from "./event-file.ts";
import { readFlowFiles } from "./flow-files.ts";
import { printJson, printLines } from "./remote/print.ts";
import { readSamples } from "./sample-events.ts";
import { readCidr } from "./serve-options.ts";
import { readEnvironment } from "./serve-secrets.ts";
import { EXIT } from "./usage-error.ts";

/** Checks flow files. Warnings alone leave the exit code 0. */
export async function runValidate(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      events: { type: "string", multiple: true, default: [] },
      secrets: { type: "string" },
      "allow-target": { type: "string", multiple: true, default: [] },
      json: { type: "boolean", default: false },
    },
  });
  const { files, problems: ofDirectories } = readFlowFiles(positionals.length > 0 ? positionals : ["flows"]);
  const samples = readSamples(values.events, Date.now());
  const loaded = loadFlows(files, samples.events, knownHere(values.secrets, values["allow-target"]));
  const { flows, warnings } = loaded;
  const ofFlows = [...ofDirectories, ...loaded.problems];
  const problems = [...ofFlows, ...samples.problems];
  if (values.json) {
    printJson({ flows: flows.map(({ id }) => id), problems, warnings });
  } else {
    const lines = [
      ...ofFlows.map(formatFlowProblem),
      ...samples.problems.map(formatFileProblem),
      ...warnings.map(formatFlowWarning),
      `${flows.length} of ${files.length} flow files are good.`,
    ];
    printLines(lines);
  }
  return problems.length > 0 ? EXIT.failed : EXIT.done;
}

/**
 * What is known of secrets here. `listed` names all that there are, separated by commas. Without it the environment need not
 * hold all secrets, so that only a name which is nearly one of its own is taken for a mistake.
 */
function knownHere(listed: string | undefined, allowTargets: readonly string[]): KnownHere {
  const { known, names } = readEnvironment(process.env);
  const given = listed?.split(",").flatMap((name) => name.trim() || []);
  const missing = (name: string, kind: "value" | "signing"): string | undefined => {
    const there = [...(given ?? []), ...names[kind]];
    if (there.includes(name.toLowerCase()) || there.includes(name)) return undefined;
    const near = nearestName(name, there);
    return near === undefined && given === undefined ? undefined : notKnown(KINDS[kind], name, near);
  };
  return { hostsOf: (name) => known.hostsOf(name), missing, allowed: allowTargets.map(readCidr) };
}

const KINDS = { value: "secret", signing: "signing secret" } as const;

function notKnown(what: string, name: string, near: string | undefined): string {
  return `No ${what} named "${name}" is known here.${near === undefined ? "" : ` Did you mean "${near}"?`}`;
}
