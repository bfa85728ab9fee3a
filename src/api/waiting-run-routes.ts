// The routes that list, count and cancel waiting runs.

import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { FlowCatalogue } from "#app/flows/catalogue.ts";
import { cancelWaitingRuns } from "#app/operator/cancel-waiting-runs.ts";
import type { WaitingRuns } from "#app/runs/run-ports.ts";
import { isEventId } from "#core/event/event-id.ts";
import type { WaitingRun } from "#core/runs/waiting-run.ts";
import { isoTime } from "#core/time.ts";
import { unknownFlow } from "./no-such.ts";
import type { refusals } from "./refusals.ts";
import { parseCancelRequest, parseCountQuery, parseWaitingRunQuery, waitCursor } from "./waiting-run-query.ts";

/** The ports of the routes of waiting runs. */
export interface WaitingRunRoutePorts {
  readonly waitingRuns: Pick<WaitingRuns, "list" | "count" | "cancel">;
  readonly catalogue: FlowCatalogue;
}

/** Longest body, in bytes: two ids and a cursor. */
const MAX_BODY_BYTES = 4 * 1024;

/** The routes of waiting runs, relative to the API's path. */
export function waitingRunRoutes(
  ports: WaitingRunRoutePorts,
  { refuse, refuseWhole }: ReturnType<typeof refusals>,
): Hono {
  const app = new Hono();
  const { waitingRuns, catalogue } = ports;
  const limited = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (context) => refuseWhole(context, "too_large", `The body may have at most ${MAX_BODY_BYTES} bytes.`),
  });

  app.get("/waits", async (context) => {
    const parsed = parseWaitingRunQuery(context.req.query());
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    const { runs, next } = await waitingRuns.list(parsed.query);
    const found = runs.length > 0 || next !== undefined || parsed.query.cursor !== undefined;
    const unknown = found ? undefined : await unknownFlow(catalogue, parsed.query.flow);
    if (unknown !== undefined) return refuseWhole(context, "not_found", unknown);
    return context.json({ data: runs.map(waitingRunView), next: waitCursor(parsed.query, next) });
  });

  app.get("/waits/counts", async (context) => {
    const parsed = parseCountQuery(context.req.query());
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    const { counts, complete } = await waitingRuns.count(parsed.query.flow);
    const unknown = counts.length > 0 ? undefined : await unknownFlow(catalogue, parsed.query.flow);
    if (unknown !== undefined) return refuseWhole(context, "not_found", unknown);
    return context.json({ data: counts, complete });
  });

  app.post("/waits/cancel", limited, async (context) => {
    const parsed = parseCancelRequest(await context.req.text());
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    const { cancelled, next } = await cancelWaitingRuns(waitingRuns, parsed.query);
    const found = cancelled > 0 || next !== undefined || parsed.query.cursor !== undefined;
    const unknown = found ? undefined : await unknownFlow(catalogue, parsed.query.flow);
    if (unknown !== undefined) return refuseWhole(context, "not_found", unknown);
    return context.json({ data: { cancelled }, next: waitCursor(parsed.query, next) });
  });

  app.delete("/waits/:event/:flow", async (context) => {
    const { event, flow } = context.req.param();
    if (!isEventId(event)) return refuseWhole(context, "not_found", `"${event}" is not the id of an event.`);
    const unknown = await unknownFlow(catalogue, flow);
    if (unknown !== undefined) return refuseWhole(context, "not_found", unknown);
    await waitingRuns.cancel({ event_id: event, flow_id: flow });
    return context.body(null, 204);
  });

  return app;
}

/** A waiting run in a listing. */
function waitingRunView({ started_at, due_at, ...run }: WaitingRun) {
  return { ...run, started_at: isoTime(started_at), due_at: isoTime(due_at) };
}
