// `flowhook validate`: every problem of every flow file at once, each with its place, and what most likely was not meant.

import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { KnownHere } from "#app/flows/check-secret-hosts.ts";
import { formatFlowProblem, formatFlowWarning, loadFlows } from "#app/flows/load-flows.ts";
import type { SampleEvent } from "#app/lint/sample-variables.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { CommandFailed, EXIT } from "../command-line/exit.ts";
import { readCidr } from "../command-line/options.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { type FileProblem, formatFileProblem, readEventFile } from "../files/event-files.ts";
import { readFlowFiles } from "../files/flow-files.ts";
import { readEnvironment } from "../serve/secrets.ts";

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
    const meant = didYouMean(name, there);
    if (meant === "" && given === undefined) return undefined;
    return `No ${KINDS[kind]} named "${name}" is known here.${meant}`;
  };
  return { hostsOf: (name) => known.hostsOf(name), missing, allowed: allowTargets.map(readCidr) };
}

const KINDS = { value: "secret", signing: "signing secret" } as const;

// Sample events on the command line: files of one event each, and directories of them.

/** Sample events, and all that is wrong with their files. */
export interface Samples {
  readonly events: readonly SampleEvent[];
  readonly problems: readonly FileProblem[];
}

/** Reads the events of files and directories, as if they were received at `receivedAt` (milliseconds since 1970). */
export function readSamples(paths: readonly string[], receivedAt: number): Samples {
  const files = paths.flatMap(filesAt);
  const read = files.map((file) => ({ file, found: readEventFile(file, receivedAt) }));
  return {
    events: read.flatMap(({ file, found }) => (found.ok ? [{ file, event: found.value }] : [])),
    problems: read.flatMap(({ found }) => (found.ok ? [] : found.problems)),
  };
}

/** The JSON files of a directory, or the one file; what does not exist is told when it is read. */
function filesAt(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const files = globSync("*.json", { cwd: path }).sort();
  if (files.length === 0) throw new CommandFailed(`${path} holds no sample event: no file ends in .json.`);
  return files.map((file) => join(path, file));
}
