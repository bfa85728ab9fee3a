// `flowhook explain`: shows what flows would do with an event, without a server and without sending anything.

import { parseArgs } from "node:util";
import { explain } from "#app/explain/explain.ts";
import type { ProfileReader } from "#app/explain/profile-reader.ts";
import { type Catalogue, compileCatalogue } from "#app/flows/catalogue.ts";
import { remember } from "#app/runs/remember.ts";
import { startRuns } from "#app/runs/start-runs.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import type { Event } from "#core/event/event.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { countedMetrics } from "#core/profiles/counted-metrics.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";

import { EXIT, UsageError } from "../command-line/exit.ts";
import {
  ORGANIZATION_OPTION,
  readOrganization,
  readReceivedAt,
  readTimeZone,
  requireEvent,
} from "../command-line/options.ts";
import { printEither } from "../command-line/output.ts";
import { type ReadFile, readEventFile, readHistoryFile } from "../files/event-files.ts";
import { loadFlowFiles } from "../files/flow-files.ts";
import { reportProblems } from "../files/report-problems.ts";
import { explanationText } from "./explanation-text.ts";

/** Runs the command. */
export async function runExplain(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      event: { type: "string" },
      flow: { type: "string" },
      flows: { type: "string", default: "flows" },
      history: { type: "string" },
      timezone: { type: "string", default: "UTC" },
      ...ORGANIZATION_OPTION,
      "received-at": { type: "string" },
      anyway: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
    },
  });
  const { json } = values;
  const eventFile = requireEvent(values.event);
  const organizationZone = readTimeZone(values.timezone);
  const receivedAt = readReceivedAt(values["received-at"], Date.now());
  const loaded = loadFlowFiles([values.flows]);
  const event = readEventFile(eventFile, receivedAt);
  const history = values.history === undefined ? NO_HISTORY : readHistoryFile(values.history);
  if (loaded.problems.length > 0 || !event.ok || !history.ok) {
    return reportProblems(json, loaded, [event, history]);
  }

  const catalogue = compileCatalogue("files", loaded.flows);
  const selected = selectFlows(catalogue, values.flow);
  const past = history.value && (await profilesAfter(catalogue, history.value, organizationZone));
  const ports = {
    organization: readOrganization(values.organization),
    organizationZone,
    ...(past ? { profiles: past } : {}),
  };
  const explanation = await explain(ports, selected, event.value, { assumeStart: values.anyway });
  const metrics = [...catalogue.flows.values()].map(({ metric }) => metric);
  const text = () => explanationText(explanation, { metrics, one: values.flow !== undefined });
  printEither(json, explanation, text);
  return EXIT.done;
}

const NO_HISTORY: ReadFile<readonly Event[] | undefined> = { ok: true, value: undefined };

function selectFlows({ flows }: Catalogue, id: string | undefined): readonly RunnableFlow[] {
  if (id === undefined) return [...flows.values()];
  const flow = flows.get(id);
  if (flow !== undefined) return [flow];
  throw new UsageError(`There is no flow "${id}".${didYouMean(id, flows.keys())}`);
}

/** The history and flow entries of profiles after these events. */
async function profilesAfter(
  catalogue: Catalogue,
  events: readonly Event[],
  organizationZone: string,
): Promise<ProfileReader> {
  const profiles = new MemoryProfileStore();
  // Includes flows that are not live yet, so that they can be explained as well.
  const counted = countedMetrics([...catalogue.flows.values()].flatMap(({ readings }) => readings));
  await remember(profiles, counted, events);
  const inOrder = [...events].sort((a, b) => a.time - b.time);
  for (const event of inOrder) await startRuns({ profiles, organizationZone }, catalogue, event);
  return profiles;
}
