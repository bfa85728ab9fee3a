// Flowhook's own format, and the path of one event in it.

import { eventFormat } from "../event-format.ts";
import type { IngestRoute } from "../ingest-route.ts";
import { plainEventSchema } from "./plain-event.ts";

/** Flowhook's own format. */
export const plainFormat = eventFormat({ schema: plainEventSchema, toPlain: (body) => body, places: [] });

/** The route of one event. */
export const PLAIN_ROUTE: IngestRoute = {
  path: "/events",
  onAws: "queue",
  bodies: [{ contentTypes: ["application/json"], format: "plain" }],
};
