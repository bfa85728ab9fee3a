// Every format in which an event can arrive, by the name that its message carries, and every path that takes events. A new
// format is one folder, its name in event-format.ts and its lines here.

import { cloudEventsFormat } from "./cloudevents/cloudevents.ts";
import { CLOUD_EVENTS_ROUTE } from "./cloudevents/cloudevents-routes.ts";
import type { EventFormat, EventFormatName } from "./event-format.ts";
import type { IngestRoute } from "./ingest-route.ts";
import { KLAVIYO_ROUTE, klaviyoFormat } from "./klaviyo/klaviyo.ts";
import { KLAVIYO_BULK_ROUTE } from "./klaviyo/klaviyo-bulk.ts";
import { BULK_ROUTE } from "./plain/bulk.ts";
import { PLAIN_ROUTE, plainFormat } from "./plain/plain.ts";
import { SEGMENT_ROUTES } from "./segment/segment-routes.ts";
import { segmentFormat } from "./segment/segment-track.ts";

/** The formats. */
export const EVENT_FORMATS: Readonly<Record<EventFormatName, EventFormat>> = {
  plain: plainFormat,
  klaviyo: klaviyoFormat,
  cloudevents: cloudEventsFormat,
  segment: segmentFormat,
};

/** Flowhook's own path also takes CloudEvents. */
const EVENTS_ROUTE: IngestRoute = {
  ...PLAIN_ROUTE,
  bodies: [
    ...PLAIN_ROUTE.bodies,
    ...CLOUD_EVENTS_ROUTE.bodies.map((body) => ({ ...body, documentedAt: CLOUD_EVENTS_ROUTE.path })),
  ],
  operation: {
    ...PLAIN_ROUTE.operation,
    description: `${PLAIN_ROUTE.operation.description} Also accepts CloudEvents as \`/cloudevents\` does, but on AWS only in structured mode.`,
  },
};

/** Every path that takes events. */
export const INGEST_ROUTES: readonly IngestRoute[] = [
  EVENTS_ROUTE,
  BULK_ROUTE,
  KLAVIYO_ROUTE,
  KLAVIYO_BULK_ROUTE,
  CLOUD_EVENTS_ROUTE,
  ...SEGMENT_ROUTES,
];
