// The limits of an event. They are those that Klaviyo publishes, so that an event that Klaviyo accepts is accepted here:
// https://developers.klaviyo.com/en/reference/events_api_overview#limitations and the request schema of
// POST /api/events (revision 2026-07-15). A comment gives the reason for each stricter limit.

import { DAY_MS } from "../time.ts";

/** Longest metric name, in characters: "Must be less than 128 characters". */
export const MAX_METRIC_LENGTH = 127;

/** Maximum properties of an event at the top level. */
export const MAX_PROPERTIES = 400;

/** Longest string anywhere in an event, in bytes of UTF-8: "each string cannot be larger than 100 KB". */
export const MAX_STRING_BYTES = 100_000;

/** How deep properties may nest. Klaviyo publishes no limit; this one keeps recursion over an event shallow. */
export const MAX_DEPTH = 32;

/** Longest identifier of an event or a profile, in characters. */
export const MAX_IDENTIFIER_LENGTH = 255;

/** Events before this are refused: "The time must be after the year 1990" (1991-01-01T00:00:00Z is the first). */
export const EARLIEST_TIME = Date.UTC(1991, 0, 1);

/** How far in the future the time of an event may be, in milliseconds: "can only be up to 1 year in the future". */
export const MAX_FUTURE_MS = 366 * DAY_MS;

/**
 * Largest request body of one event, in bytes. Klaviyo accepts 5 MB. Here, a message carries the event and the rendered
 * webhook through queues whose messages are at most 1 MiB (SQS), so each of the two has 256 KiB.
 */
export const MAX_EVENT_BYTES = 256 * 1024;

/**
 * Largest event in Flowhook's messages, in bytes. It can be longer than its body: 1e20 becomes 21 digits. An SQS message is at
 * most 1 MiB (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html); the message of a
 * retry also carries the body of a webhook, as JSON text at most twice its 256 KiB, and 16 KiB of other fields.
 */
export const MAX_STORED_EVENT_BYTES = (1024 - 2 * 256 - 16) * 1024;

/** Most events in one request: "Accepts up to 1,000 events per request" (Klaviyo's POST /api/event-bulk-create-jobs). */
export const MAX_BATCH_EVENTS = 1_000;

/** Largest request with many events, in bytes: "The maximum allowed payload size is 5MB" (the same page). */
export const MAX_BATCH_BYTES = 5_000_000;
