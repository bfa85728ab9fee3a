// A delivery on its way to the dispatcher. Round and attempt live in the message: automatic retries count attempts
// within a round, a redrive begins the next round with a fresh budget.

import * as z from "zod";
import { storedEventSchema } from "./stored-event.ts";

/** The version of this message. */
export const DELIVERY_MESSAGE_VERSION = 1;

/** That an attempt has had to wait until its target may be sent to. Times in milliseconds since 1970. */
const waitingSchema = z.object({
  /** When it first had to. */
  since: z.number(),
  /** How often it had to. */
  times: z.number().int().positive(),
  /** The moment for a request that belongs to it (request-slots.ts). */
  slot: z.number().exactOptional(),
  /** It is on record that it waits. */
  recorded: z.boolean().exactOptional(),
});

/** How an attempt waits for its target. */
export type Waiting = z.infer<typeof waitingSchema>;

/** One attempt of one delivery, to be made. */
export const deliveryMessageSchema = z.object({
  v: z.literal(DELIVERY_MESSAGE_VERSION),
  kind: z.literal("delivery"),
  /** The event that started the run: all that the webhook is rendered from. */
  event: storedEventSchema,
  flow_id: z.string().min(1),
  action_id: z.string().min(1),
  /** 1 for the automatic sending; each redrive adds one. */
  round: z.number().int().positive(),
  /** 1 for the first attempt of a round. */
  attempt: z.number().int().positive(),
  /** When the run started, in milliseconds since 1970. */
  started_at: z.number(),
  /** When this step was due; `{% today %}` is this time. */
  due_at: z.number(),
  /** When the first attempt of this round was made; from the second attempt on. */
  round_started_at: z.number().exactOptional(),
  /** The body of the round's first attempt, which automatic retries resend byte for byte. */
  body: z.string().exactOptional(),
  /** Secrets are to be read as they were at this time or later: the target refused those before. */
  secrets_since: z.number().exactOptional(),
  /** From the first time on that this attempt had to wait for its target. */
  waiting: waitingSchema.exactOptional(),
  /** A person approved it: it is sent though its flow or action is manual. */
  approved: z.boolean().exactOptional(),
  /** It is sent once more on purpose: the record and a header say so. */
  replay: z.boolean().exactOptional(),
  /** Send it though it was delivered already. */
  forced: z.boolean().exactOptional(),
  /** A person's trial of the action: one attempt, whatever the status of flow and action, of which nothing follows. */
  test: z.boolean().exactOptional(),
});

/** One attempt of one delivery, on its way to the dispatcher. */
export type DeliveryMessage = z.infer<typeof deliveryMessageSchema>;

/** The next automatic attempt: the same body, where the first attempt came to have one, and one attempt more. */
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
 * The delivery again from its start: the next round, its first attempt, rendered anew. A failed delivery lies in the
 * dead-letter queue in this form, so that moving it to the dispatch queue sends it again.
 */
export function nextRound(message: DeliveryMessage): DeliveryMessage {
  const { body: _body, round_started_at: _start, secrets_since: _since, forced: _forced, ...rest } = message;
  const { waiting: _waiting, replay: _replay, ...fresh } = rest;
  return { ...fresh, round: message.round + 1, attempt: 1 };
}
