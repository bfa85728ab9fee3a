// Every format in which an event can arrive, by the name that its message carries, and every path that takes events. A new
// format is one folder, its name in event-format.ts and its lines here.

import type { EventFormat, EventFormatName } from "./event-format.ts";
import type { IngestRoute } from "./ingest-route.ts";
import { KLAVIYO_ROUTE, klaviyoFormat } from "./klaviyo/klaviyo.ts";
import { KLAVIYO_BULK_ROUTE } from "./klaviyo/klaviyo-bulk.ts";
import { BULK_ROUTE } from "./plain/bulk.ts";
import { PLAIN_ROUTE, plainFormat } from "./plain/plain.ts";

/** The formats. */
export const EVENT_FORMATS: Readonly<Record<EventFormatName, EventFormat>> = {
  plain: plainFormat,
  klaviyo: klaviyoFormat,
};

/** Every path that takes events. */
export const INGEST_ROUTES: readonly IngestRoute[] = [PLAIN_ROUTE, BULK_ROUTE, KLAVIYO_ROUTE, KLAVIYO_BULK_ROUTE];
