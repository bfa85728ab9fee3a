// `flowhook import`: converts a flow exported from Klaviyo's API into a flow file.

import { existsSync, linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { loadFlows } from "#app/flows/load-flows.ts";
import { flowIdSchema } from "#core/flow/identifiers.ts";
import { CommandFailed, EXIT, UsageError } from "../command-line/exit.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { readText } from "../files/event-files.ts";
import { type ImportedFlow, type ImportSettings, importFlow } from "./import-flow.ts";
import { readKlaviyoFlow, readMetricNames } from "./klaviyo-export.ts";

/** Runs the command. The exit code is 0 if the file is a valid flow, even with notes. */
export async function runImport(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      metrics: { type: "string" },
      id: { type: "string" },
      out: { type: "string" },
      force: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1)
    throw new UsageError("Name one file that contains an exported flow; - reads standard input.");
  if (values.id !== undefined && !flowIdSchema.safeParse(values.id).success) {
    throw new UsageError(`--id must have at most 64 lower-case letters, digits, "-" and "_", but is "${values.id}".`);
  }
  const imported = importFile(file, { id: values.id, metrics: metricsOf(values.metrics) });
  const out = values.out ?? join("flows", `${imported.id}.yaml`);
  if (out !== STANDARD_OUTPUT) write(out, imported.text, values.force);
  else process.stdout.write(imported.text);
  if (values.json) printJson({ id: imported.id, file: out, notes: imported.notes });
  else if (out !== STANDARD_OUTPUT) printLines(resultLines(imported, out));
  return EXIT.done;
}

/** The value of --out that means standard output. */
const STANDARD_OUTPUT = "-";

/** Imports the flow of a file. Throws CommandFailed with the reasons if the result would not be a valid flow. */
function importFile(file: string, settings: ImportSettings): ImportedFlow {
  const exported = readKlaviyoFlow(readJsonFile(file));
  if (!exported.ok) throw new CommandFailed(`${file} can't be imported: ${exported.problem}`);
  const imported = importFlow(exported.flow, settings);
  const { problems } = loadFlows([{ path: file, text: imported.text }]);
  if (problems.length === 0) return imported;
  const problemLines = problems.map(({ pointer, message, rule }) => `  ${pointer}: ${message} [${rule}]`);
  const why = [...problemLines, ...noteLines(imported)].join("\n");
  throw new CommandFailed(`${file} can't be imported, and nothing was written:\n${why}`);
}

function metricsOf(file: string | undefined): ReadonlyMap<string, string> {
  if (file === undefined) return new Map();
  const names = readMetricNames(readJsonFile(file));
  if (names !== undefined) return names;
  throw new CommandFailed(
    `${file} must contain names of metrics by id, {"Xy12Ab": "Placed Order"}, or the response of GET /api/metrics.`,
  );
}

function readJsonFile(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandFailed(`${file} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Writes the file atomically. */
function write(out: string, text: string, force: boolean): void {
  const whole = `${out}.importing-${process.pid}`;
  try {
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(whole, text);
    if (force) renameSync(whole, out);
    else linkSync(whole, out); // fails where the file exists
  } catch (error) {
    if (!force && existsSync(out)) {
      throw new CommandFailed(`${out} exists. Name another file with --out, or overwrite it with --force.`);
    }
    throw new CommandFailed(`${out} can't be written: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    rmSync(whole, { force: true });
  }
}

function resultLines(imported: ImportedFlow, out: string): string[] {
  const count = imported.notes.length;
  if (count === 0) return [`${out}: the flow was imported completely, with its status.`];
  return [
    `${out}: the flow was imported as a draft. ${count === 1 ? "1 part needs" : `${count} parts need`} your attention:`,
    ...noteLines(imported),
  ];
}

function noteLines({ notes }: ImportedFlow): string[] {
  return notes.flatMap(({ where, why, todo }) => [`  ${where}: ${why}`, `    ${todo}`]);
}
