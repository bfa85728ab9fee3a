// The management API, under /manage/v1: what happened to deliveries, and sending them again. One app, which the embedded
// server and the management Lambda both mount. Every route needs the admin token, on loopback too: a reverse proxy
// makes every caller local.

import { type Context, Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { DeliveryStore, StoredEventDeadLetter } from "#app/ports.ts";
import { type RetryPorts, retryDelivery } from "#app/retry-delivery.ts";
import { parseDeliveryId } from "#core/delivery/delivery-id.ts";
import type { Problem } from "#core/problem.ts";
import { parseDeliveryQuery } from "./delivery-query.ts";
import { deadLetterView, deliverySummary, deliveryView, eventDeadLetterView } from "./delivery-view.ts";
import { API_ERRORS, type ApiErrorCode, errorsBody } from "./errors.ts";

/** Most events that the dead letters show. */
const MOST_EVENT_DEAD_LETTERS = 200;

/** What the management API needs. */
export interface ManagementPorts extends RetryPorts {
  readonly store: DeliveryStore;
  /** Whether a token is the admin token; compared without telling how much of it is right. */
  readonly isAdmin: (token: string) => Promise<boolean>;
  /**
   * The newest events that could not be processed; absent where they lie in a queue of their own, as on AWS.
   */
  readonly eventDeadLetters?: (limit: number) => readonly StoredEventDeadLetter[];
  readonly newRequestId: () => string;
  /** Told of an error that is a bug or broken infrastructure. */
  readonly onError: (error: unknown) => void;
}

/** The management API. */
export function managementApi(ports: ManagementPorts): Hono {
  const app = new Hono();
  const refuse = (context: Context, code: ApiErrorCode, problems: readonly Pick<Problem, "pointer" | "message">[]) =>
    context.json(errorsBody(code, ports.newRequestId(), problems), API_ERRORS[code].status as ContentfulStatusCode);
  const refuseWhole = (context: Context, code: ApiErrorCode, message: string) =>
    refuse(context, code, [{ pointer: "", message }]);

  app.use("/manage/*", async (context, next) => {
    const token = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    if (token === undefined) {
      return refuseWhole(context, "not_authenticated", "Send the header Authorization: Bearer <admin token>.");
    }
    if (!(await ports.isAdmin(token)))
      return refuseWhole(context, "permission_denied", "The admin token is not right.");
    return next();
  });

  app.get("/manage/v1/deliveries", async (context) => {
    const parsed = parseDeliveryQuery(context.req.query());
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    const page = await ports.store.list(parsed.query);
    return context.json({ data: page.deliveries.map(deliverySummary), next: page.next });
  });

  app.get("/manage/v1/dead-letters", async (context) => {
    const parsed = parseDeliveryQuery({ ...context.req.query(), status: "failed" });
    if (!parsed.ok) return refuse(context, "invalid", parsed.problems);
    const page = await ports.store.list(parsed.query);
    return context.json({ data: page.deliveries.map(deadLetterView), next: page.next });
  });

  const { eventDeadLetters } = ports;
  if (eventDeadLetters) {
    app.get("/manage/v1/dead-letters/events", (context) => {
      return context.json({ data: eventDeadLetters(MOST_EVENT_DEAD_LETTERS).map(eventDeadLetterView) });
    });
  }

  app.get("/manage/v1/deliveries/:id", async (context) => {
    const key = parseDeliveryId(context.req.param("id"));
    const record = key && (await ports.store.get(key));
    if (!record) return refuseWhole(context, "not_found", NO_DELIVERY);
    return context.json({ data: deliveryView(record) });
  });

  app.post("/manage/v1/deliveries/:id/retry", async (context) => {
    const forced = context.req.query("force") === "true";
    const retry = await retryDelivery(ports, context.req.param("id"), forced);
    switch (retry.type) {
      case "accepted":
        return context.json({ data: { id: retry.id, round: retry.round } }, 202);
      case "not-found":
        return refuseWhole(context, "not_found", NO_DELIVERY);
      case "already-delivered":
        return refuseWhole(context, "conflict", "It was delivered. Add ?force=true to send it again.");
      case "sending":
        return refuseWhole(
          context,
          "conflict",
          "An attempt is being made at this moment. Look again in a few seconds.",
        );
    }
  });

  app.notFound((context) =>
    refuseWhole(context, "not_found", `There is no ${context.req.method} ${context.req.path}.`),
  );
  app.onError((error, context) => {
    ports.onError(error);
    return refuseWhole(context, "unavailable", "Something went wrong here. Try again; the log tells what it was.");
  });
  return app;
}

const NO_DELIVERY = "There is no delivery with this id.";
