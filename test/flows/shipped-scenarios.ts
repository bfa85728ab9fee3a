// The scenarios of the shipped flows, for each backend.

import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { judge } from "#cli/flow-tests/judge.ts";
import { type ReadScenarios, readScenarios } from "#cli/flow-tests/load-scenarios.ts";
import { playScenario } from "#cli/flow-tests/play-scenario.ts";
import type { OpenPlayground } from "#cli/flow-tests/playground.ts";
import { findingLines } from "#cli/flow-tests/report.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The timeout of a scenario that waits for a disk or an emulator, in milliseconds. */
const LONG_MS = 60_000;

/** The scenarios of the shipped flows. */
export function shippedScenarios(): ReadScenarios {
  return readScenarios([relative(process.cwd(), `${ROOT}flows/tests`)]);
}

/** Declares a test for each scenario on a backend. */
export function describeShippedScenarios(backend: string, open: OpenPlayground): void {
  const { scenarios } = shippedScenarios();
  const byFlow = Object.entries(Object.groupBy(scenarios, ({ flows: [flow] }) => flow?.id ?? ""));
  describe.each(byFlow)(`%s ${backend}`, (_, own = []) => {
    it.each(own)(
      "$name",
      async (scenario) => {
        const findings = judge(scenario, await playScenario(scenario, open));
        expect(findings.flatMap((finding) => findingLines(finding, scenario))).toEqual([]);
      },
      LONG_MS,
    );
  });
}
