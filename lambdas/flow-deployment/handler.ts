// The function that a deployment calls to write its flows, composed.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { DynamoDbFlowStore } from "#backends/aws/dynamodb-flow-store.ts";
import { table } from "../resources.ts";
import { customResource } from "./custom-resource.ts";
import { deployFlows } from "./deploy-flows.ts";
import { oncePermitted } from "./once-permitted.ts";

const deploy = deployFlows({
  store: new DynamoDbFlowStore(table("FLOWS_TABLE")),
  readFlows: () => readFileSync(join(import.meta.dirname, "flows.json"), "utf8"),
  now: Date.now,
});

/** Called by CloudFormation. */
export const handler = customResource("flows", oncePermitted(deploy, pause), fetch);
