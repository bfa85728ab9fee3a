// The sources that files declare, for commands that read them.

import type { Source } from "#core/sources/source.ts";
import { loadFlowFiles } from "../files/flow-files.ts";
import { NO_FLOWS, reportProblems } from "../files/report-problems.ts";

/** The sources of a directory of flows; the exit code of the command if one of its source files has a problem. */
export function declaredSources(directory: string, json: boolean): readonly Source[] | number {
  const { sources, files, problems } = loadFlowFiles([directory]);
  const ofSources = problems.filter(({ source }) => source !== undefined);
  return ofSources.length === 0 ? sources : reportProblems(json, { ...NO_FLOWS, files, problems: ofSources }, []);
}
