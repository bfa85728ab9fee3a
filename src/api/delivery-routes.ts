// The routes of deliveries: list and show them, retry them, and approve or discard those that wait for a decision.

import { type Context, Hono } from "hono";
import type { ClaimPorts } from "#app/delivery/claimed-attempt.ts";
import { findDelivery, type NextRoundPorts } from "#app/operator/next-round.ts";
import { retryDelivery } from "#app/operator/retry-delivery.ts";
import { approveDelivery, discardDelivery } from "#app/operator/review-delivery.ts";
import { type CircuitWaitPorts, readCircuitWaits } from "#app/targets/held-back.ts";
import { NO_DELIVERY, retryConflict, reviewConflict } from "./delivery-conflicts.ts";
import { parseDeliveryQuery } from "./delivery-query.ts";
import { deadLetterView, deliverySummary, deliveryView } from "./delivery-view.ts";
import { unknownFlow } from "./no-such.ts";
import { toCursor } from "./page-cursor.ts";
import type { refusals } from "./refusals.ts";

/** The ports of the routes of deliveries. */
export interface DeliveryRoutePorts extends NextRoundPorts, ClaimPorts, CircuitWaitPorts {}

/** The routes of deliveries and of dead letters, relative to the API's path. */
export function deliveryRoutes(ports: DeliveryRoutePorts, { refuse, refuseWhole }: ReturnType<typeof refusals>): Hono {
  const app = new Hono();

  const listing = async (context: Context, view: typeof deliverySummary, only: { readonly status?: "failed" } = {}) => {
    const parsed = parseDeliveryQuery({ ...context.req.query(), ...only });
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    const { deliveries, next } = await ports.store.list(parsed.query);
    if (deliveries.length === 0 && next === undefined && parsed.query.cursor === undefined) {
      const unknown = await unknownFlow(ports.catalogue, parsed.query.flow);
      if (unknown !== undefined) return refuseWhole(context, "not_found", unknown);
    }
    const cursor = next === undefined ? undefined : toCursor({ ...parsed.query }, next);
    const waitOf = await readCircuitWaits(ports, deliveries);
    return context.json({ data: deliveries.map((one) => ({ ...view(one), waits_for: waitOf(one) })), next: cursor });
  };

  app.get("/deliveries", (context) => listing(context, deliverySummary));
  app.get("/dead-letters", (context) => listing(context, deadLetterView, { status: "failed" }));

  app.get("/deliveries/:id", async (context) => {
    const found = await findDelivery(ports.store, context.req.param("id"));
    if (!found) return refuseWhole(context, "not_found", NO_DELIVERY);
    const waitOf = await readCircuitWaits(ports, [found.record]);
    return context.json({ data: { ...deliveryView(found.record), waits_for: waitOf(found.record) } });
  });

  app.post("/deliveries/:id/retry", async (context) => {
    const retry = await retryDelivery(ports, context.req.param("id"), {
      forced: context.req.query("force") === "true",
    });
    if (retry.type === "accepted") return context.json({ data: { id: retry.id, round: retry.round } }, 202);
    if (retry.type === "not-found") return refuseWhole(context, "not_found", NO_DELIVERY);
    return refuseWhole(context, "conflict", retryConflict(retry));
  });

  app.post("/deliveries/:id/approve", async (context) => {
    const approved = await approveDelivery(ports, context.req.param("id"));
    if (approved.type === "approved") return context.json({ data: { id: approved.id, round: approved.round } }, 202);
    if (approved.type === "not-found") return refuseWhole(context, "not_found", NO_DELIVERY);
    return refuseWhole(context, "conflict", reviewConflict(approved));
  });

  app.post("/deliveries/:id/discard", async (context) => {
    const discarded = await discardDelivery(ports, context.req.param("id"));
    if (discarded.type === "discarded") return context.json({ data: { id: discarded.id, status: discarded.type } });
    if (discarded.type === "not-found") return refuseWhole(context, "not_found", NO_DELIVERY);
    return refuseWhole(context, "conflict", reviewConflict(discarded));
  });

  return app;
}
