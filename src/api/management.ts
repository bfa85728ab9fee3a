// The management API, under /manage/v1. The embedded server and the management Lambda mount the same app. Every route needs the
// admin token, also on loopback, because behind a reverse proxy every caller is local.

import { Hono } from "hono";
import type { FlowCatalogue } from "#app/flows/catalogue.ts";
import type { ManageKeysPorts } from "#app/keys/manage-keys.ts";
import type { StoredEventDeadLetter } from "#app/runs/run-ports.ts";
import type { TargetPorts } from "#app/targets/list-targets.ts";
import type { TargetHealths } from "#app/targets/target-ports.ts";
import { bulkRoutes } from "./bulk-routes.ts";
import { type DeliveryRoutePorts, deliveryRoutes } from "./delivery-routes.ts";
import { eventDeadLetterView } from "./delivery-view.ts";
import { type ExplainRoutePorts, explainRoutes } from "./explain-routes.ts";
import { keyRoutes } from "./key-routes.ts";
import { refusals } from "./refusals.ts";
import { type StopRoutePorts, stopRoutes } from "./stop-routes.ts";
import { targetRoutes } from "./target-routes.ts";
import { type TestSendRoutePorts, testSendRoutes } from "./test-send-routes.ts";
import { type WaitingRunRoutePorts, waitingRunRoutes } from "./waiting-run-routes.ts";

/** Most events in the listing of dead letters. */
const MOST_EVENT_DEAD_LETTERS = 200;

/** The ports of the management API. */
export interface ManagementPorts
  extends DeliveryRoutePorts,
    WaitingRunRoutePorts,
    StopRoutePorts,
    TargetPorts,
    ExplainRoutePorts,
    ManageKeysPorts,
    TestSendRoutePorts {
  readonly catalogue: FlowCatalogue;
  readonly healths: TargetHealths;
  readonly stops: StopRoutePorts["stops"];
  /** Returns whether a token is the admin token. Compares in constant time. */
  readonly isAdmin: (token: string) => Promise<boolean>;
  /**
   * The newest events that could not be processed. Absent on AWS, which keeps them in a queue.
   */
  readonly eventDeadLetters?: (limit: number) => readonly StoredEventDeadLetter[];
  readonly newRequestId: () => string;
  /** Called with each error that is a bug or broken infrastructure. */
  readonly onError: (error: unknown) => void;
}

/** The management API. */
export function managementApi(ports: ManagementPorts): Hono {
  const app = new Hono();
  const refusing = refusals(ports.newRequestId);
  const { refuseWhole } = refusing;

  app.use("/manage/*", async (context, next) => {
    const token = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
    if (token === undefined) {
      return refuseWhole(context, "not_authenticated", "Send the header Authorization: Bearer <admin token>.");
    }
    if (!(await ports.isAdmin(token))) {
      return refuseWhole(context, "not_authenticated", "The admin token is wrong.");
    }
    return next();
  });

  app.route("/manage/v1", deliveryRoutes(ports, refusing));
  app.route("/manage/v1", bulkRoutes(ports, refusing));
  app.route("/manage/v1", waitingRunRoutes(ports, refusing));
  app.route("/manage/v1", stopRoutes(ports, refusing));
  app.route("/manage/v1", targetRoutes(ports, refusing));
  app.route("/manage/v1", explainRoutes(ports, refusing));
  app.route("/manage/v1", testSendRoutes(ports, refusing));
  app.route("/manage/v1", keyRoutes(ports, refusing));

  const { eventDeadLetters } = ports;
  if (eventDeadLetters) {
    app.get("/manage/v1/dead-letters/events", (context) => {
      return context.json({ data: eventDeadLetters(MOST_EVENT_DEAD_LETTERS).map(eventDeadLetterView) });
    });
  }

  app.notFound((context) =>
    refuseWhole(context, "not_found", `There is no ${context.req.method} ${context.req.path}.`),
  );
  app.onError((error, context) => {
    ports.onError(error);
    return refuseWhole(context, "unavailable", "The request failed. Try again; the log has the error.");
  });
  return app;
}
