// Klaviyo's format of an event, as `POST /api/events` takes it: https://developers.klaviyo.com/en/reference/create_event
// (revision 2026-07-15). The fields and limits are those of the plain format, so an event is the same event in both.

import * as z from "zod";
import { jsonObject } from "../../json-schema.ts";
import { profileSchema } from "../../profile.ts";
import { eventFormat } from "../event-format.ts";
import type { IngestRoute } from "../ingest-route.ts";
import { plainEventSchema } from "../plain/plain-event.ts";

const { metric, properties, profile: _, ...eventFields } = plainEventSchema.shape;
const { id, ...profileFields } = profileSchema.shape;

const metricSchema = z.strictObject({
  type: z.literal("metric"),
  attributes: z.strictObject({
    name: metric,
    service: z.string().nullish().describe("Klaviyo's name for the sending system; it is not used."),
  }),
});

/** The profile of an event. */
export const klaviyoProfileSchema = z.strictObject({
  type: z.literal("profile"),
  id: id.describe("The id that Klaviyo gave the profile."),
  attributes: z.strictObject({
    ...profileFields,
    _kx: z.string().nullish().describe("Klaviyo's encrypted identifier of web tracking; it is not used."),
    meta: jsonObject.nullish().describe("Changes of a stored profile; an event changes none here, so it is not used."),
  }),
});

/** The attributes of an event, without its profile. */
export const klaviyoEventAttributes = {
  ...eventFields,
  properties: properties.unwrap(),
  metric: z.strictObject({ data: metricSchema }),
};

/** The body of a request to create one event. */
const klaviyoEventSchema = z
  .strictObject({
    data: z.strictObject({
      type: z.literal("event"),
      attributes: z.strictObject({
        ...klaviyoEventAttributes,
        profile: z.strictObject({ data: klaviyoProfileSchema }),
      }),
    }),
  })
  .describe("An event, as Klaviyo's API takes it.");

const ATTRIBUTES = "/data/attributes";

/** The format of Klaviyo's API. */
export const klaviyoFormat = eventFormat({
  schema: klaviyoEventSchema,
  toPlain({ data: { attributes } }) {
    const { metric: ofMetric, profile, ...fields } = attributes;
    const { _kx, meta, ...profileAttributes } = profile.data.attributes;
    return {
      ...fields,
      metric: ofMetric.data.attributes.name,
      profile: { ...profileAttributes, ...(profile.data.id == null ? {} : { id: profile.data.id }) },
    };
  },
  places: [
    ["/metric", `${ATTRIBUTES}/metric/data/attributes/name`],
    ["/profile/id", `${ATTRIBUTES}/profile/data/id`],
    ["/profile", `${ATTRIBUTES}/profile/data/attributes`],
    ["/properties", `${ATTRIBUTES}/properties`],
    ["/time", `${ATTRIBUTES}/time`],
    ["/value", `${ATTRIBUTES}/value`],
    ["/value_currency", `${ATTRIBUTES}/value_currency`],
    ["/unique_id", `${ATTRIBUTES}/unique_id`],
  ],
});

/** Klaviyo's clients send application/json; its documentation also names JSON:API's own type. */
export const KLAVIYO_TYPES = ["application/json", "application/vnd.api+json"] as const;

/** The route of one event. */
export const KLAVIYO_ROUTE: IngestRoute = {
  path: "/api/events",
  onAws: "queue",
  bodies: [
    {
      contentTypes: KLAVIYO_TYPES,
      format: "klaviyo",
      example: {
        data: {
          type: "event",
          attributes: {
            metric: { data: { type: "metric", attributes: { name: "Subscribed to List" } } },
            profile: { data: { type: "profile", attributes: { email: "noor@customer.example" } } },
            properties: { List: "Newsletter" },
            unique_id: "noor-newsletter-1",
          },
        },
      },
    },
  ],
  operation: {
    id: "createKlaviyoEvent",
    summary: "Send an event in Klaviyo's format",
    description:
      "Accepts one event as Klaviyo's [Create Event](https://developers.klaviyo.com/en/reference/create_event) does, of at most 256 KiB. The header `revision` is ignored.",
  },
};
