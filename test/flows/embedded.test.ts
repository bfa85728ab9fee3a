import { openEmbeddedPlayground } from "./embedded-playground.ts";
import { describeShippedScenarios } from "./shipped-scenarios.ts";

describeShippedScenarios("on the embedded backend", openEmbeddedPlayground);
