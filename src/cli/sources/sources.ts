// `flowhook sources`: lists the declared sources, and shows the event that a request to one becomes. Sends nothing.

import { runSubcommand } from "../command-line/subcommands.ts";
import { listSources } from "./list-sources.ts";
import { testSource } from "./test-source.ts";

/** Runs the command. */
export function runSources(args: string[]): Promise<number> {
  return runSubcommand("sources", { list: listSources, test: testSource }, args);
}
