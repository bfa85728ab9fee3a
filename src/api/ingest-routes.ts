// The paths that take events, each with its format. The embedded server and the API Gateway of the stack both serve these.

import type { EventFormatName } from "#core/event/formats/event-formats.ts";

/** A path that takes one event with each POST. */
export interface IngestRoute {
  readonly path: `/${string}`;
  readonly format: EventFormatName;
  /** The media types of a body. */
  readonly contentTypes: readonly string[];
}

/** The format of Flowhook's own API. */
export const PLAIN_ROUTE: IngestRoute = { path: "/events", format: "plain", contentTypes: ["application/json"] };

/** Klaviyo's clients send application/json; its documentation also names JSON:API's own type. */
export const KLAVIYO_ROUTE: IngestRoute = {
  path: "/api/events",
  format: "klaviyo",
  contentTypes: ["application/json", "application/vnd.api+json"],
};

/** Every path that takes events. */
export const INGEST_ROUTES: readonly IngestRoute[] = [PLAIN_ROUTE, KLAVIYO_ROUTE];
