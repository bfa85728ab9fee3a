// The routes that retry, approve or discard many deliveries, one page for each request.

import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { type RetryAsked, retryDelivery } from "#app/operator/retry-delivery.ts";
import { approveDelivery, discardDelivery } from "#app/operator/review-delivery.ts";
import { type Deed, doWithPage } from "#app/operator/selected-deliveries.ts";
import { isoTime } from "#core/time.ts";
import { type BulkAsked, bulkRequestSchema, parseBulkRequest, replayRequestSchema } from "./bulk-request.ts";
import { NO_DELIVERY, retryConflict, reviewConflict } from "./delivery-conflicts.ts";
import type { DeliveryRoutePorts } from "./delivery-routes.ts";
import { unknownFlow } from "./no-such.ts";
import type { refusals } from "./refusals.ts";

/** Longest body, in bytes: a selection and a cursor. */
const MAX_BODY_BYTES = 8 * 1024;

/** The routes of many deliveries, relative to the API's path. */
export function bulkRoutes(ports: DeliveryRoutePorts, { refuse, refuseWhole }: ReturnType<typeof refusals>): Hono {
  const app = new Hono();
  const limited = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (context) => refuseWhole(context, "too_large", `The body may have at most ${MAX_BODY_BYTES} bytes.`),
  });

  const answer = async (context: Context, { page, cursorOf }: BulkAsked, deed: Deed) => {
    const { done, left, lastAt, next } = await doWithPage(ports, page, deed);
    if (lastAt === undefined && next === undefined && page.cursor === undefined) {
      const unknown = await unknownFlow(ports.catalogue, page.selection.flow);
      if (unknown !== undefined) return refuseWhole(context, "not_found", unknown);
    }
    const last_due_at = lastAt === undefined ? undefined : isoTime(lastAt);
    return context.json({ data: { sent: done, left, last_due_at }, next: next && cursorOf(next) }, 202);
  };

  app.post("/dead-letters/redrive", limited, async (context) => {
    const parsed = parseBulkRequest(bulkRequestSchema, await context.req.text(), "failed");
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    return answer(context, parsed.asked, retrying(ports, {}));
  });

  app.post("/deliveries/replay", limited, async (context) => {
    const parsed = parseBulkRequest(replayRequestSchema, await context.req.text());
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    return answer(context, parsed.asked, retrying(ports, { forced: parsed.asked.force, replay: true }));
  });

  app.post("/deliveries/approve", limited, async (context) => {
    const parsed = parseBulkRequest(bulkRequestSchema, await context.req.text(), "parked");
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    return answer(context, parsed.asked, async (id, at) => {
      const approved = await approveDelivery(ports, id, at);
      if (approved.type === "approved") return undefined;
      return approved.type === "not-found" ? NO_DELIVERY : reviewConflict(approved);
    });
  });

  app.post("/deliveries/discard", limited, async (context) => {
    const parsed = parseBulkRequest(bulkRequestSchema, await context.req.text(), "parked");
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    return answer(context, parsed.asked, async (id) => {
      const discarded = await discardDelivery(ports, id);
      if (discarded.type === "discarded") return undefined;
      return discarded.type === "not-found" ? NO_DELIVERY : reviewConflict(discarded);
    });
  });

  return app;
}

/** Retries each delivery at its scheduled time. */
function retrying(ports: DeliveryRoutePorts, how: RetryAsked): Deed {
  return async (id, at) => {
    const retry = await retryDelivery(ports, id, { ...how, at });
    if (retry.type === "accepted") return undefined;
    return retry.type === "not-found" ? NO_DELIVERY : retryConflict(retry, '"force": true');
  };
}
