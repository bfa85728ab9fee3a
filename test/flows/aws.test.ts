import { openAwsPlayground } from "#support/aws/playground.ts";
import { describeShippedScenarios } from "./shipped-scenarios.ts";

describeShippedScenarios("on the adapters of AWS", openAwsPlayground);
