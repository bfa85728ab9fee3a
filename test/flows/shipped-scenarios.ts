// The scenarios of the flows that ship, for each backend on which they are played.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findingLines } from "#cli/flow-tests/finding-text.ts";
import { judge } from "#cli/flow-tests/judge.ts";
import { playScenario } from "#cli/flow-tests/play-scenario.ts";
import type { OpenPlayground } from "#cli/flow-tests/playground.ts";
import { type ReadScenarios, readScenarios } from "#cli/flow-tests/read-scenarios.ts";
import type { Scenario } from "#cli/flow-tests/scenario.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The scenarios of the flows that ship. */
export function shippedScenarios(): ReadScenarios {
  return readScenarios([join(ROOT, "flows", "tests")]);
}

/** Plays a scenario and tells what is not as it expects. */
export async function notAsExpected(scenario: Scenario, open: OpenPlayground): Promise<string[]> {
  const findings = judge(scenario, await playScenario(scenario, open));
  return findings.flatMap((finding) => findingLines(finding, scenario));
}
