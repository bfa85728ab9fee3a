// The routes that explain and render an event. They read flows and profiles; they send and record nothing.

import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type ExplainPorts, explain } from "#app/explain/explain.ts";
import type { ProfileReader } from "#app/explain/profile-reader.ts";
import { renderFlow } from "#app/explain/render-flow.ts";
import type { FlowCatalogue } from "#app/flows/catalogue.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import {
  type EventRequestPorts,
  explainRequestSchema,
  parseEventRequest,
  renderRequestSchema,
} from "./explain-request.ts";
import { noSuch } from "./no-such.ts";
import type { refusals } from "./refusals.ts";

/** The ports of the routes that explain and render. */
export interface ExplainRoutePorts extends EventRequestPorts, ExplainPorts {
  readonly catalogue: FlowCatalogue;
  readonly profiles: ProfileReader;
}

/** Longest body, in bytes: an event and the fields next to it. */
export const MAX_BODY_BYTES = MAX_EVENT_BYTES + 4 * 1024;

/** The routes that explain and render, relative to the API's path. */
export function explainRoutes(ports: ExplainRoutePorts, { refuse, refuseWhole }: ReturnType<typeof refusals>): Hono {
  const app = new Hono();
  const limited = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (context) => refuseWhole(context, "too_large", `The body may have at most ${MAX_BODY_BYTES} bytes.`),
  });
  const refuseName = (context: Context, pointer: string, what: string, name: string, known: Iterable<string>) => {
    return refuse(context, "invalid", [{ pointer, message: noSuch(what, name, known) }]);
  };

  app.post("/explain", limited, async (context) => {
    const parsed = parseEventRequest(explainRequestSchema, await context.req.text(), ports);
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    const { flow: id, assume_start: assumeStart } = parsed.asked;
    const { flows } = await ports.catalogue.current();
    const asked = id === undefined ? [...flows.values()] : [flows.get(id)].filter((flow) => flow !== undefined);
    if (id !== undefined && asked.length === 0) return refuseName(context, "/flow", "flow", id, flows.keys());
    return context.json({ data: await explain(ports, asked, parsed.event, { assumeStart }) });
  });

  app.post("/render", limited, async (context) => {
    const parsed = parseEventRequest(renderRequestSchema, await context.req.text(), ports);
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    const { flow: id, action } = parsed.asked;
    const { flows } = await ports.catalogue.current();
    const flow = flows.get(id);
    if (flow === undefined) return refuseName(context, "/flow", "flow", id, flows.keys());
    if (action !== undefined && !flow.webhooks.has(action)) {
      return refuseName(context, "/action", "webhook", action, flow.webhooks.keys());
    }
    return context.json({ data: await renderFlow(ports, flow, parsed.event, action) });
  });

  return app;
}
