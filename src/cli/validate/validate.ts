// `flowhook validate`: reports every problem and warning of every flow file and source file, each with its place.

import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { KnownHere } from "#app/flows/check-secret-hosts.ts";
import {
  type FlowFile,
  formatFlowProblem,
  formatFlowWarning,
  type LoadedFlows,
  loadFlows,
} from "#app/flows/load-flows.ts";
import type { SampleEvent } from "#app/lint/sample-variables.ts";
import { sourceOfFile } from "#app/sources/load-source.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { CommandFailed, EXIT } from "../command-line/exit.ts";
import { readCidr } from "../command-line/options.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { type FileProblem, formatFileProblem, readEventFile } from "../files/event-files.ts";
import { readFlowFiles } from "../files/flow-files.ts";
import { readEnvironment } from "../serve/secrets.ts";

/** Runs the command. Warnings alone do not change the exit code. */
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
  const { flows, sources, warnings } = loaded;
  const ofFlows = [...ofDirectories, ...loaded.problems];
  const problems = [...ofFlows, ...samples.problems];
  if (values.json) {
    printJson({ flows: flows.map(({ id }) => id), sources: sources.map(({ name }) => name), problems, warnings });
  } else {
    const lines = [
      ...ofFlows.map(formatFlowProblem),
      ...samples.problems.map(formatFileProblem),
      ...warnings.map(formatFlowWarning),
      ...summary(files, loaded),
    ];
    printLines(lines);
  }
  return problems.length > 0 ? EXIT.failed : EXIT.done;
}

/** How many of the files are valid: one line for flow files, and one for source files if there are any. */
function summary(files: readonly FlowFile[], { flows, sources }: LoadedFlows): string[] {
  const ofSources = files.filter(({ path }) => sourceOfFile(path) !== undefined).length;
  const line = (valid: number, all: number, kind: string) => `${valid} of ${all} ${kind} files are valid.`;
  const ofFlows = files.length - ofSources;
  return [
    ...(ofFlows > 0 || ofSources === 0 ? [line(flows.length, ofFlows, "flow")] : []),
    ...(ofSources > 0 ? [line(sources.length, ofSources, "source")] : []),
  ];
}

/**
 * The secrets and addresses that flows are checked against. `listed` is the value of --secrets: all names, separated by commas.
 * Without it, the environment may lack secrets, so only a name that nearly matches one of its names is reported.
 */
function knownHere(listed: string | undefined, allowTargets: readonly string[]): KnownHere {
  const { known, names } = readEnvironment(process.env);
  const given = listed?.split(",").flatMap((name) => name.trim() || []);
  const missing = (name: string, kind: "value" | "signing"): string | undefined => {
    const existing = [...(given ?? []), ...names[kind]];
    if (existing.includes(name.toLowerCase()) || existing.includes(name)) return undefined;
    const hint = didYouMean(name, existing);
    if (hint === "" && given === undefined) return undefined;
    return `No ${KINDS[kind]} named "${name}" is known here.${hint}`;
  };
  return { hostsOf: (name) => known.hostsOf(name), missing, allowed: allowTargets.map(readCidr) };
}

const KINDS = { value: "secret", signing: "signing secret" } as const;

/** Sample events, and the problems of their files. */
interface Samples {
  readonly events: readonly SampleEvent[];
  readonly problems: readonly FileProblem[];
}

/** Reads sample events, as if they were received at `receivedAt` (milliseconds since 1970). */
function readSamples(paths: readonly string[], receivedAt: number): Samples {
  const files = paths.flatMap(filesAt);
  const read = files.map((file) => ({ file, found: readEventFile(file, receivedAt) }));
  return {
    events: read.flatMap(({ file, found }) => (found.ok ? [{ file, event: found.value }] : [])),
    problems: read.flatMap(({ found }) => (found.ok ? [] : found.problems)),
  };
}

/** The JSON files of a directory, or the path itself. A path that does not exist is reported when it is read. */
function filesAt(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const files = globSync("*.json", { cwd: path }).sort();
  if (files.length === 0) throw new CommandFailed(`${path} contains no sample events: no file name ends in .json.`);
  return files.map((file) => join(path, file));
}
