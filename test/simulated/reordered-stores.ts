// Delivery stores that do the right things in the wrong order.

import type { AttemptRecord, DeliveryStore } from "#app/delivery/delivery-ports.ts";
import type { ClaimRequest } from "#core/delivery/claim.ts";
import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import { addAttempt } from "#core/delivery/record.ts";
import { nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import type { WorkPorts } from "./process-ports.ts";

type Reordered = Partial<DeliveryStore>;

/** Grants every attempt, and asks for the claim when the attempt is recorded. */
export function claimedAfterwards(store: DeliveryStore): Reordered {
  let asked: { readonly key: DeliveryKey; readonly request: ClaimRequest } | undefined;
  return {
    claim: async (key, request) => {
      asked = { key, request };
      return { type: "granted" };
    },
    record: async (made) => {
      const claim = asked && (await store.claim(asked.key, asked.request));
      return claim?.type === "granted" ? store.record(made) : addAttempt(undefined, made);
    },
  };
}

/** Records an attempt as delivered when it is claimed, and never records its real outcome. */
export function recordedBeforeSending(store: DeliveryStore, { now }: WorkPorts): Reordered {
  return {
    claim: async (key, request) => {
      const claim = await store.claim(key, request);
      if (claim.type === "granted") await store.record(deliveredAlready(key, request, now()));
      return claim;
    },
    record: async (made) => addAttempt(undefined, made),
  };
}

function deliveredAlready(key: DeliveryKey, { round, attempt, owner }: ClaimRequest, at: number): AttemptRecord {
  const { event_id, flow_id, action_id } = key;
  const event = { id: event_id, metric: "Placed Order", profile: {}, properties: {}, time: at, received_at: at };
  const run = { event, flow_id, action_id, started_at: at, due_at: at };
  return {
    message: { v: 1, kind: "delivery", ...run, round, attempt },
    attempt: { round, attempt, at, duration_ms: 0, outcome: "delivered" },
    owner,
  };
}

/** Sends the next attempt before this one is recorded. */
export function followedBeforeRecord(store: DeliveryStore, { delayedDispatches }: WorkPorts): Reordered {
  return {
    record: async (made) => {
      const { message, attempt, request } = made;
      if (attempt.outcome === "retrying" && attempt.next_attempt_at !== undefined) {
        const next = nextAttempt(message, message.round_started_at ?? attempt.at, message.body ?? request?.body);
        await delayedDispatches.sendLater({ message: next, target: "target" }, attempt.next_attempt_at);
      }
      return store.record(made);
    },
  };
}

/** Sends the dead letter before the failure is recorded. */
export function deadLetteredBeforeRecord(store: DeliveryStore, { failedDeliveries }: WorkPorts): Reordered {
  return {
    record: async (made) => {
      const { message, attempt } = made;
      if (attempt.outcome === "failed") {
        const failure = { reason: attempt.reason ?? "unknown", attempts: 1 };
        const times = { first_attempt_at: attempt.at, last_attempt_at: attempt.at };
        await failedDeliveries.send({ message: nextRound(message), target: "target", ...failure, ...times });
      }
      return store.record(made);
    },
  };
}
