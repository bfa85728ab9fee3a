// Loads a source file: its shape, its rules and its templates, each problem with its place.

import { readFlowSource } from "#app/flows/flow-source.ts";
import type { Place } from "#app/flows/place-in-scalar.ts";
import { firstProblems, type Problem } from "#core/problem.ts";
import { checkSource } from "#core/sources/check-source.ts";
import { type Source, secretNames } from "#core/sources/source.ts";
import { type SourceWarning, sourceProblem, sourceWarning } from "#core/sources/source-rules.ts";
import type { KnownSecrets } from "../flows/check-secret-hosts.ts";
import { compileSource } from "./runnable-source.ts";

/** The name of a source file; its group is the name of the source. */
const SOURCE_FILE = /(?:^|[/\\])([^/\\]*)\.source\.(?:ya?ml|json)$/;

/** The name of the source that a file declares; undefined if it is not a source file. */
export function sourceOfFile(path: string): string | undefined {
  return SOURCE_FILE.exec(path)?.[1];
}

/** A problem or warning, and its position in the file. */
type Placed = Problem & Place;

/** The result of loading a source file. */
export interface LoadedSource {
  /** Undefined if the file has a problem. */
  readonly source?: Source;
  readonly problems: readonly Placed[];
  readonly warnings: readonly Placed[];
}

/** Loads the text of a source file. @param known the known secrets; absent if unknown */
export function loadSource(name: string, text: string, known?: KnownSecrets): LoadedSource {
  const file = readFlowSource(text);
  if (file.problems.length > 0) return { problems: file.problems, warnings: [] };
  const placed = (problem: Problem): Placed => ({ ...problem, ...file.placeOf(problem) });
  const failed = (problems: readonly Problem[]): LoadedSource => {
    return { problems: firstProblems(problems.map(placed).sort(byPlace)), warnings: [] };
  };
  if (file.value === null) {
    return failed([sourceProblem("source-invalid", [], "The file is empty: it must hold a source.")]);
  }
  const checked = checkSource(name, file.value);
  if (!checked.ok) return failed(checked.problems);
  const compiled = compileSource(checked.source);
  if (!compiled.ok) return failed(compiled.problems);
  return { source: checked.source, problems: [], warnings: missingSecrets(checked.source, known).map(placed) };
}

function missingSecrets(source: Source, known: KnownSecrets | undefined): Problem<SourceWarning>[] {
  return secretNames(source).flatMap((name) => {
    const why = known?.missing?.(name, "value");
    return why === undefined ? [] : [sourceWarning("source-secret-missing", ["secret"], why)];
  });
}

function byPlace(a: Place, b: Place): number {
  return a.line - b.line || a.column - b.column;
}
