// `flowhook sources list`: the declared sources with their paths and secrets.

import { parseArgs } from "node:util";
import { SOURCES_PATH, type Source, secretNames } from "#core/sources/source.ts";
import { EXIT } from "../command-line/exit.ts";
import { row } from "../command-line/lines.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { readEnvironment } from "../serve/secrets.ts";
import { declaredSources } from "./declared-sources.ts";

/** Widths of the columns: name, kind, path. */
const WIDTHS = [20, 17, 28] as const;

/** Runs the command. */
export async function listSources(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { flows: { type: "string", default: "flows" }, json: { type: "boolean", default: false } },
  });
  const sources = declaredSources(values.flows, values.json);
  if (typeof sources === "number") return sources;
  const listed = sources.map(describe);
  if (values.json) {
    printJson({ sources: listed });
    return EXIT.done;
  }
  if (listed.length === 0) printLines([`${values.flows} declares no sources: no file name ends in .source.yaml.`]);
  else printLines([row(["NAME", "KIND", "PATH", "SECRETS"], WIDTHS), ...listed.map(line)]);
  return EXIT.done;
}

interface ListedSource {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
  /** Whether each secret is set in this environment. */
  readonly secrets: readonly { readonly name: string; readonly set: boolean }[];
}

function describe(source: Source): ListedSource {
  const { known } = readEnvironment(process.env);
  const secrets = secretNames(source).map((name) => ({ name, set: known.missing?.(name, "value") === undefined }));
  return { name: source.name, kind: source.kind, path: SOURCES_PATH + source.name, secrets };
}

function line({ name, kind, path, secrets }: ListedSource): string {
  const texts = secrets.map((secret) => `${secret.name}${secret.set ? "" : " (not set)"}`);
  return row([name, kind, path, texts.length === 0 ? "an ingest key" : texts.join(", ")], WIDTHS);
}
