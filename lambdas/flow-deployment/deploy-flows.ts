// A deployment replaces the flows with those of the flow files, and disables flows whose files are gone.

import * as z from "zod";
import type { FlowPublication } from "#app/flows/flow-ports.ts";
import type { Now } from "#app/ports.ts";
import { readSnapshot } from "#backends/aws/flows/flow-snapshot.ts";
import { checkFlow } from "#core/flow/check-flow.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { ResourceRequest } from "./custom-resource.ts";

/** The ports of a deployment. */
export interface DeployFlowsPorts {
  readonly store: FlowPublication & { removeSnapshots(): Promise<void> };
  /** Reads a file of a bucket. */
  readonly readFile: (bucket: string, key: string) => Promise<Uint8Array>;
  readonly now: Now;
}

/** The properties of the resource (lib/flow-deployment.ts): where the synth stored the flows. */
const propertiesSchema = z.object({ FlowsBucket: z.string(), FlowsKey: z.string() });

/**
 * Replaces the flows. When the stack is deleted, the table stays or is deleted with it. The snapshots of its rows are removed,
 * because a bucket that holds files cannot be deleted.
 */
export function deployFlows({ store, readFile, now }: DeployFlowsPorts): (request: ResourceRequest) => Promise<void> {
  return async ({ RequestType, ResourceProperties }) => {
    if (RequestType === "Delete") return store.removeSnapshots();
    const { FlowsBucket, FlowsKey } = propertiesSchema.parse(ResourceProperties);
    // The synth has checked the flows with their templates. This checks only what is written.
    const { flows } = await readSnapshot(await readFile(FlowsBucket, FlowsKey), checkedFlow);
    await store.replace(flows, now());
  };
}

function checkedFlow(value: unknown): Flow {
  const checked = checkFlow(value);
  if (checked.ok) return checked.flow;
  throw new Error(`A deployed flow is not valid: ${checked.problems[0]?.pointer} ${checked.problems[0]?.message}`);
}
