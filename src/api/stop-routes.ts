// The routes that list and resume stopped actions. A 410 of its target stops an action.

import { Hono } from "hono";
import { literalUrl } from "#app/delivery/webhook-template.ts";
import type { WebhookCatalogue } from "#app/flows/webhook-catalogue.ts";
import type { StoppedActions } from "#app/stops/stopped-actions.ts";
import { type ActionStop, isStopped } from "#core/delivery/action-stop.ts";
import { isoTime } from "#core/time.ts";
import type { refusals } from "./refusals.ts";

/** The ports of the routes of stopped actions. */
export interface StopRoutePorts {
  readonly stops: Pick<StoppedActions, "stopped" | "resume">;
  readonly catalogue: WebhookCatalogue;
}

/** The routes of stopped actions, relative to the API's path. */
export function stopRoutes({ stops, catalogue }: StopRoutePorts, { refuseWhole }: ReturnType<typeof refusals>): Hono {
  const app = new Hono();

  app.get("/stopped-actions", async (context) => {
    const { flows } = await catalogue.current();
    // A stop holds for one URL, so it ends when the action or its URL changes.
    const counts = (stop: ActionStop) => {
      const webhook = flows.get(stop.flow_id)?.webhooks.get(stop.action_id);
      return webhook !== undefined && isStopped(stop, literalUrl(webhook.message));
    };
    return context.json({ data: (await stops.stopped()).filter(counts).map(stopView) });
  });

  app.post("/stopped-actions/:flow/:action/resume", async (context) => {
    const { flow, action } = context.req.param();
    const resumed = await stops.resume({ flow_id: flow, action_id: action });
    if (resumed === undefined)
      return refuseWhole(context, "not_found", `No action "${action}" of "${flow}" is stopped.`);
    return context.json({ data: stopView(resumed) });
  });

  return app;
}

function stopView({ flow_id, action_id, url, stopped_at, delivery_id }: ActionStop) {
  return {
    flow_id,
    action_id,
    url,
    reason: "target-gone",
    stopped_at: isoTime(stopped_at),
    delivery_id,
  };
}
