import { describe, expect, it } from "vitest";
import { openEmbeddedPlayground } from "./embedded-playground.ts";
import { notAsExpected, shippedScenarios } from "./shipped-scenarios.ts";

/** Each waits for many commits of a real disk. */
const LONG_MS = 60_000;

describe("on the embedded backend", () => {
  it.each(shippedScenarios().scenarios.map((scenario) => [scenario.flows[0]?.id, scenario.name, scenario] as const))(
    "%s: %s",
    async (_flow, _name, scenario) => {
      expect(await notAsExpected(scenario, openEmbeddedPlayground)).toEqual([]);
    },
    LONG_MS,
  );
});
