// Explains the outcome of a scenario: plays it again in memory and explains each event. The checks are explained with the history
// at the time of the event, and the path of the run with the history at the end of the scenario. That explains each step as it was
// taken, because a step reads only the history before its own time.

import { type ExplainPorts, explain } from "#app/explain/explain.ts";
import type { ExplainedFlow, ExplainedPath, Explanation } from "#app/explain/explanation.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import type { Event } from "#core/event/event.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { openMemoryPlayground } from "./memory-playground.ts";
import { playScenario } from "./play-scenario.ts";
import type { Scenario } from "./scenario.ts";

/** Plays a scenario in memory and explains its events, in their order, for the flows that start on their metrics. */
export async function traceScenario(scenario: Scenario): Promise<Explanation[]> {
  const runnable = [...compileCatalogue("1", scenario.flows).flows.values()];
  const profiles = new MemoryProfileStore();
  const ports: ExplainPorts = { profiles, organizationZone: scenario.timezone, organization: {} };
  const traced: { readonly event: Event; readonly atFirst: Explanation }[] = [];
  await playScenario(scenario, async (setup) => {
    const playground = await openMemoryPlayground(setup, profiles);
    return {
      ...playground,
      async receive(message) {
        const event = parsed(message);
        const ofMetric = runnable.filter(({ metric }) => metric === event.metric);
        traced.push({ event, atFirst: await explain(ports, ofMetric, event) });
        await playground.receive(message);
      },
    };
  });
  return Promise.all(
    traced.map(async ({ event, atFirst }) => {
      const started = new Set(atFirst.flows.flatMap(({ flow_id, path }) => (path === undefined ? [] : [flow_id])));
      const startedFlows = runnable.filter(({ id }) => started.has(id));
      const atEnd = await explain(ports, startedFlows, event, { assumeStart: true });
      const paths = new Map(atEnd.flows.map(({ flow_id, path }) => [flow_id, path]));
      return { ...atFirst, flows: atFirst.flows.map((flow) => withPath(flow, paths.get(flow.flow_id))) };
    }),
  );
}

/** A flow's explanation with the path that its run took. */
function withPath(flow: ExplainedFlow, path: ExplainedPath | undefined): ExplainedFlow {
  if (path === undefined) return flow;
  const { assumed = false } = flow.path ?? {};
  return { ...flow, path: { ...path, assumed, steps: path.steps.map(withoutRequest) } };
}

/** Removes the request, because the findings show where it differs. */
function withoutRequest(step: ExplainedPath["steps"][number]): ExplainedPath["steps"][number] {
  return step.type === "send-webhook" ? { ...step, request: { method: step.request.method } } : step;
}

function parsed(message: EventMessage): Event {
  const result = parseEvent(message, sha256Hex);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.event;
}
