// Many events in one request to Klaviyo's API, as `POST /api/event-bulk-create-jobs` takes them: a list of profiles, each with its
// events. https://developers.klaviyo.com/en/reference/bulk_create_events (revision 2026-07-15)

import * as z from "zod";
import type { JsonObject, JsonValue } from "../../../json.ts";
import { problemsOfZod } from "../../../problems-of-zod.ts";
import { jsonObject } from "../../json-schema.ts";
import { MAX_BATCH_BYTES } from "../../limits.ts";
import type { Batch, EventPart, IngestRoute, SplitBody } from "../ingest-route.ts";
import { readJson, refusedCount } from "../split.ts";
import { KLAVIYO_TYPES, klaviyoEventAttributes, klaviyoProfileSchema } from "./klaviyo.ts";

/** The schema of a job around any schema of a profile and of an event's attributes. */
function jobSchema<Profile extends z.ZodType, Attributes extends z.ZodType>(profile: Profile, attributes: Attributes) {
  const event = z.strictObject({ type: z.literal("event"), attributes });
  const ofProfile = z.strictObject({
    type: z.literal("event-bulk-create"),
    attributes: z.strictObject({
      backfill: klaviyoEventAttributes.backfill,
      profile: z.strictObject({ data: profile }),
      events: z.strictObject({ data: z.array(event) }),
    }),
  });
  return z.strictObject({
    data: z.strictObject({
      type: z.literal("event-bulk-create-job"),
      attributes: z.strictObject({ "events-bulk-create": z.strictObject({ data: z.array(ofProfile) }) }),
    }),
  });
}

/** The parts of a job around its events; each event is checked after it is split off. */
const frameSchema = jobSchema(
  jsonObject,
  jsonObject.refine((attributes) => !Object.hasOwn(attributes, "profile"), {
    error: 'must not hold "profile", because the profile is given once for all its "events"',
  }),
);

type Job = z.infer<typeof frameSchema>;
type ProfileEvents = Job["data"]["attributes"]["events-bulk-create"]["data"][number];

const PROFILES = "/data/attributes/events-bulk-create/data";

const job: Batch = {
  schema: jobSchema(klaviyoProfileSchema, z.strictObject(klaviyoEventAttributes)).describe(
    "Events, as Klaviyo's API takes many of them. One event that is not valid makes Flowhook refuse all of them.",
  ),
  split: splitJob,
  onBadEvent: "refuse-request",
  isRepeatable: true,
  maxBytes: MAX_BATCH_BYTES,
};

const EXAMPLE_EVENT = {
  type: "event",
  attributes: {
    metric: { data: { type: "metric", attributes: { name: "Subscribed to List" } } },
    properties: { List: "Newsletter" },
    unique_id: "noor-newsletter-1",
  },
} as const;

const EXAMPLE_JOB = {
  data: {
    type: "event-bulk-create-job",
    attributes: {
      "events-bulk-create": {
        data: [
          {
            type: "event-bulk-create",
            attributes: {
              profile: { data: { type: "profile", attributes: { email: "noor@customer.example" } } },
              events: { data: [EXAMPLE_EVENT] },
            },
          },
        ],
      },
    },
  },
} as const;

/** The route of Klaviyo's jobs. */
export const KLAVIYO_BULK_ROUTE: IngestRoute = {
  path: "/api/event-bulk-create-jobs",
  onAws: "function",
  bodies: [{ contentTypes: KLAVIYO_TYPES, format: "klaviyo", batch: job, example: EXAMPLE_JOB }],
  operation: {
    id: "createKlaviyoEvents",
    summary: "Send many events in Klaviyo's format",
    description:
      "Accepts up to 1,000 events as Klaviyo's [Bulk Create Events](https://developers.klaviyo.com/en/reference/bulk_create_events) does. If one is not valid, nothing is stored. A request may have 5 MB, on AWS 4 MB, and each event 256 KiB. The same request, sent again, adds no event twice. The header `revision` is ignored.",
  },
};

function splitJob(body: string): SplitBody {
  const json = readJson(body);
  if (!json.ok) return json;
  const parsed = frameSchema.safeParse(json.value);
  if (!parsed.success) {
    return { ok: false, problems: problemsOfZod(parsed.error, "event-invalid", json.value, job.schema) };
  }
  const profiles = parsed.data.data.attributes["events-bulk-create"].data;
  const count = profiles.reduce((sum, { attributes }) => sum + attributes.events.data.length, 0);
  return refusedCount(count) ?? { ok: true, events: profiles.flatMap(eventsOfProfile) };
}

function eventsOfProfile({ attributes }: ProfileEvents, index: number): EventPart[] {
  const base = `${PROFILES}/${index}/attributes`;
  return attributes.events.data.map((event, position) => {
    const value = singleEvent(attributes, event.attributes);
    const ofEvent = `${base}/events/data/${position}`;
    return { text: JSON.stringify(value), value, pointerInBody: (pointer) => pointerInJob(pointer, base, ofEvent) };
  });
}

const ATTRIBUTES = "/data/attributes";
const PROFILE = `${ATTRIBUTES}/profile`;

/** An event of a job as the body of a request to create one event. An event without `backfill` has that of its profile. */
function singleEvent({ profile, backfill }: ProfileEvents["attributes"], ofEvent: JsonObject): JsonValue {
  const attributes: JsonObject = { ...ofEvent, profile: { data: profile.data } };
  if (backfill != null && ofEvent["backfill"] == null) attributes["backfill"] = backfill;
  return { data: { type: "event", attributes } };
}

function pointerInJob(pointer: string, ofProfile: string, ofEvent: string): string {
  if (pointer === PROFILE || pointer.startsWith(`${PROFILE}/`)) return ofProfile + pointer.slice(ATTRIBUTES.length);
  return ofEvent + pointer.slice("/data".length);
}
