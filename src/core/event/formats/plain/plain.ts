// Flowhook's own format, and the path of one event in it.

import { eventFormat } from "../event-format.ts";
import type { IngestRoute } from "../ingest-route.ts";
import { type PlainEvent, plainEventSchema } from "./plain-event.ts";

/** Flowhook's own format. */
export const plainFormat = eventFormat({ schema: plainEventSchema, toPlain: (body) => body, places: [] });

/** An event of the documentation. */
export const EXAMPLE_EVENT = {
  metric: "Placed Order",
  profile: { email: "ada@customer.example", first_name: "Ada" },
  properties: { OrderId: "1001", Items: [{ SKU: "MUG-1", Quantity: 2 }] },
  time: "2026-03-02T09:30:00Z",
  value: 24.5,
  value_currency: "EUR",
  unique_id: "order-1001",
} as const satisfies PlainEvent;

/** The route of one event. */
export const PLAIN_ROUTE: IngestRoute = {
  path: "/events",
  onAws: "queue",
  bodies: [{ contentTypes: ["application/json"], format: "plain", example: EXAMPLE_EVENT }],
  operation: {
    id: "sendEvent",
    summary: "Send an event",
    description: "Accepts one event in Flowhook's own format, of at most 256 KiB.",
  },
};
