// Why something can't be done with a delivery, in words that say what can.

import type { RetryRequested } from "#app/operator/retry-delivery.ts";
import type { NotReviewed } from "#app/operator/review-delivery.ts";

/** That nothing has an id. */
export const NO_DELIVERY = "There is no delivery with this id.";

const SENDING = "An attempt is being made at this moment. Look again in a few seconds.";

/** Why a delivery can't be sent again; `force` is what would force it. */
export function retryConflict(
  retry: Exclude<RetryRequested, { type: "accepted" | "not-found" }>,
  force = "?force=true",
): string {
  switch (retry.type) {
    case "needs-force":
      return retry.status === "delivered"
        ? `It was delivered. Add ${force} to send it again.`
        : `It was ${retry.status}. Add ${force} to send it all the same.`;
    case "parked":
      return "It waits for a person's decision. POST to its /approve to send it, or to its /discard to leave it unsent.";
    case "tested":
      return "It was a test, of one attempt. Send another test instead.";
    case "sending":
      return SENDING;
  }
}

/** Why no decision on a delivery can be taken. */
export function reviewConflict(review: Exclude<NotReviewed, { type: "not-found" }>): string {
  if (review.type === "sending") return SENDING;
  switch (review.status) {
    case "delivered":
      return "It does not wait for a decision: it was delivered.";
    case "failed":
      return "It does not wait for a decision: it failed. POST to its /retry to send it again.";
    case "waiting":
      return "It does not wait for a decision: it waits until its target may be sent to.";
    case "retrying":
      return "It does not wait for a decision: it is being sent, and waits for its next attempt.";
    case "discarded":
      return "It was discarded already. POST to its /retry?force=true to send it all the same.";
    case "tested":
      return "It does not wait for a decision: it was a test.";
    case "skipped":
      return "It does not wait for a decision: it was skipped. POST to its /retry?force=true to send it all the same.";
  }
}
