// The message that asks the dispatcher for one attempt of a delivery. Round and attempt are in the message: automatic retries
// count attempts within a round, and a redrive starts the next round with a full budget of attempts.

import * as z from "zod";
import { storedEventSchema } from "./stored-event.ts";

/** The version of this message. */
export const DELIVERY_MESSAGE_VERSION = 1;

/** The wait of an attempt for its target. Times in milliseconds since 1970. */
const waitingSchema = z.object({
  /** When the attempt first had to wait. */
  since: z.number(),
  /** How often it had to wait. */
  times: z.number().int().positive(),
  /** The slot that is reserved for its request (request-slots.ts). */
  slot: z.number().exactOptional(),
  /** The delivery's record says that it waits. */
  recorded: z.boolean().exactOptional(),
});

/** How an attempt waits for its target. */
export type Waiting = z.infer<typeof waitingSchema>;

/** The schema of the message. */
export const deliveryMessageSchema = z.object({
  v: z.literal(DELIVERY_MESSAGE_VERSION),
  kind: z.literal("delivery"),
  /** The event that started the run. Templates read nothing else. */
  event: storedEventSchema,
  flow_id: z.string().min(1),
  action_id: z.string().min(1),
  /** 1 for the automatic round; each redrive adds one. */
  round: z.number().int().positive(),
  /** 1 for the first attempt of a round. */
  attempt: z.number().int().positive(),
  /** When the run started, in milliseconds since 1970. */
  started_at: z.number(),
  /** When this step was due: the time of `{% today %}`. */
  due_at: z.number(),
  /** When the first attempt of this round was made; set from the second attempt on. */
  round_started_at: z.number().exactOptional(),
  /** The body of the round's first attempt, which automatic retries resend byte for byte. */
  body: z.string().exactOptional(),
  /** Secrets must be read at this time or later, because the target refused the ones that were read before. */
  secrets_since: z.number().exactOptional(),
  /** Set once this attempt had to wait for its target. */
  waiting: waitingSchema.exactOptional(),
  /** A person approved the delivery: it is sent although its flow or action is manual. */
  approved: z.boolean().exactOptional(),
  /** The delivery is sent again on purpose; the record and a header say so. */
  replay: z.boolean().exactOptional(),
  /** The delivery is sent even if it was delivered before. */
  forced: z.boolean().exactOptional(),
  /** A test by a person: one attempt with any status of flow and action, without retries or dead letters. */
  test: z.boolean().exactOptional(),
});

/** One attempt of one delivery, to be made by the dispatcher. */
export type DeliveryMessage = z.infer<typeof deliveryMessageSchema>;

/** The next automatic attempt, with the body of the first attempt if one was rendered. */
export function nextAttempt(
  message: DeliveryMessage,
  roundStartedAt: number,
  body: string | undefined,
  secretsSince = message.secrets_since,
): DeliveryMessage {
  const { waiting: _waiting, ...rest } = message;
  return {
    ...rest,
    attempt: message.attempt + 1,
    round_started_at: roundStartedAt,
    ...(body === undefined ? {} : { body }),
    ...(secretsSince === undefined ? {} : { secrets_since: secretsSince }),
  };
}

/**
 * The first attempt of the next round, rendered again. The failed deliveries hold messages in this form, so that moving one to
 * the dispatch queue sends the delivery again.
 */
export function nextRound(message: DeliveryMessage): DeliveryMessage {
  const { body: _body, round_started_at: _start, secrets_since: _since, forced: _forced, ...rest } = message;
  const { waiting: _waiting, replay: _replay, ...fresh } = rest;
  return { ...fresh, round: message.round + 1, attempt: 1 };
}
