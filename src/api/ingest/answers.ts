// The bodies of the answers to accepted requests. The types of the answers and the OpenAPI document are made from these schemas;
// the answers themselves are not parsed.

import * as z from "zod";
import { errorsBodySchema } from "../errors.ts";

const requestId = z.string().describe("The id of the request, by which an operator finds it in the log.");
const eventId = z.string().describe("The id of the event, which its webhooks carry too.");
const duplicate = z
  .literal(true)
  .describe("Present if the event was accepted before, where the server knows this when it answers.");

/** The body of the answer to a request with one event. */
export const acceptedSchema = z
  .object({
    request_id: requestId,
    event_id: eventId.optional().describe("The id of the event, which its webhooks carry too. Absent on AWS."),
    duplicate: duplicate.optional(),
  })
  .describe("The event is stored.");

/** The body of the answer to a request with many events, all of which were accepted. */
export const allAcceptedSchema = z
  .object({ request_id: requestId, accepted: z.int().min(0).describe("The number of events.") })
  .describe("All events are stored.");

const acceptedEvent = z.object({
  index: z.int().min(0).describe("The position of the event in the request, from 0."),
  status: z.literal("accepted"),
  event_id: eventId,
  duplicate: duplicate.optional(),
});

const problemSchema = z.object({
  code: z.string().describe("The kind of problem."),
  detail: z.string().describe("The problem and how to fix it."),
  source: z.object({ pointer: z.string().describe("JSON pointer to the part of the request.") }),
});

const refusedEvent = z.object({
  index: acceptedEvent.shape.index,
  status: z.literal("refused"),
  errors: z.array(problemSchema),
});

/** The result of one event of a request. */
export const eventResultSchema = z.discriminatedUnion("status", [acceptedEvent, refusedEvent]);

/** The body of the answer to a request with many events, each of which is accepted or refused. */
export const resultsSchema = z
  .object({
    request_id: requestId,
    accepted: z.int().min(0).describe("The number of events that are stored."),
    refused: z.int().min(0).describe("The number of events that are not."),
    events: z.array(eventResultSchema).describe("The result of each event, in the order of the request."),
  })
  .describe("At least one event is stored. The answer lists the result of each.");

/** The body of the 400 to such a request. */
export const noneAcceptedSchema = errorsBodySchema
  .extend(resultsSchema.partial().shape)
  .describe("No event is stored. Without `events`, the request could not be split into events.");

/** The body of the answer to a request to a source that makes no event, by intention. */
export const ignoredSchema = z
  .object({
    request_id: requestId,
    ignored: z.literal(1),
    reason: z.string().describe("Why the request makes no event."),
  })
  .describe("The request makes no event, by intention.");

/** The body of the answer to a request to a source that could not be mapped. */
export const deadLetteredSchema = z
  .object({ request_id: requestId, dead_lettered: z.literal(1), errors: z.array(problemSchema) })
  .describe("The request is in the events dead letters.");

/** The body of the answer to a request to a source. */
export const sourceAnswerSchema = z.union([acceptedSchema, ignoredSchema, deadLetteredSchema]);

/** The body of the answer to a request with one event. */
export type AcceptedBody = z.infer<typeof acceptedSchema>;

/** The body of the answer to a request with many events, all of which were accepted. */
export type AllAcceptedBody = z.infer<typeof allAcceptedSchema>;

/** The result of one event of a request. */
export type EventResult = z.infer<typeof eventResultSchema>;

/** The body of the answer to a request with many events, each of which is accepted or refused. */
export type ResultsBody = z.infer<typeof resultsSchema>;

/** The body of the answer to a request to a source. */
export type SourceAnswerBody = z.infer<typeof sourceAnswerSchema>;
