// A deployment replaces the flows and sources with those of the files, and disables flows whose files are gone.

import * as z from "zod";
import type { FlowPublication } from "#app/flows/flow-ports.ts";
import type { Now } from "#app/ports.ts";
import { readSnapshot } from "#backends/aws/flows/flow-snapshot.ts";
import { checkFlow } from "#core/flow/check-flow.ts";
import type { Flow } from "#core/flow/flow.ts";
import { parseJson } from "#core/parse-json.ts";
import { checkSource } from "#core/sources/check-source.ts";
import type { Source } from "#core/sources/source.ts";
import type { ResourceRequest } from "./custom-resource.ts";

/** The ports of a deployment. */
interface DeployFlowsPorts {
  readonly store: FlowPublication & { removeSnapshots(): Promise<void> };
  /** Replaces the sources. */
  readonly writeSources: (sources: readonly Source[], now: number) => Promise<void>;
  /** Reads a file of a bucket. */
  readonly readFile: (bucket: string, key: string) => Promise<Uint8Array>;
  readonly now: Now;
}

/** The properties of the resource (lib/flow-deployment.ts): where the synth stored the flows and the sources. */
const propertiesSchema = z.object({
  FlowsBucket: z.string(),
  FlowsKey: z.string(),
  SourcesBucket: z.string(),
  SourcesKey: z.string(),
});

/**
 * Replaces the flows and the sources. When the stack is deleted, the table stays or is deleted with it. The snapshots of its rows are removed,
 * because a bucket that holds files cannot be deleted.
 */
export function deployFlows({
  store,
  writeSources,
  readFile,
  now,
}: DeployFlowsPorts): (request: ResourceRequest) => Promise<void> {
  return async ({ RequestType, ResourceProperties }) => {
    if (RequestType === "Delete") return store.removeSnapshots();
    const { FlowsBucket, FlowsKey, SourcesBucket, SourcesKey } = propertiesSchema.parse(ResourceProperties);
    // The synth has checked the flows with their templates. This checks only what is written.
    const { flows } = await readSnapshot(await readFile(FlowsBucket, FlowsKey), checkedFlow);
    const sources = checkedSources(await readFile(SourcesBucket, SourcesKey));
    await store.replace(flows, now());
    // After the flows, so that the first request to a new source finds the flows that it starts.
    await writeSources(sources, now());
  };
}

function checkedFlow(value: unknown): Flow {
  const checked = checkFlow(value);
  if (checked.ok) return checked.flow;
  throw new Error(`A deployed flow is not valid: ${checked.problems[0]?.pointer} ${checked.problems[0]?.message}`);
}

function checkedSources(file: Uint8Array): Source[] {
  return z
    .array(z.looseObject({ name: z.string() }))
    .parse(parseJson(new TextDecoder().decode(file)))
    .map(({ name, ...content }) => {
      const checked = checkSource(name, content);
      if (checked.ok) return checked.source;
      const [problem] = checked.problems;
      throw new Error(`The deployed source ${name} is not valid: ${problem?.pointer} ${problem?.message}`);
    });
}
