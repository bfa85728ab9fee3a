import { openMemoryPlayground } from "#cli/flow-tests/memory-playground.ts";
import { describeShippedScenarios } from "./shipped-scenarios.ts";

describeShippedScenarios("in memory", openMemoryPlayground);
