// Messages for a delivery whose status does not allow a request. Each names a request that the status allows.

import type { RetryRequested } from "#app/operator/retry-delivery.ts";
import type { NotReviewed } from "#app/operator/review-delivery.ts";

export const NO_DELIVERY = "There is no delivery with this id.";

const SENDING = "An attempt is in flight. Try again in a few seconds.";

/** The reason why a delivery is not sent again. `force` is the parameter that would send it. */
export function retryConflict(
  retry: Exclude<RetryRequested, { type: "accepted" | "not-found" }>,
  force = "?force=true",
): string {
  switch (retry.type) {
    case "needs-force":
      return retry.status === "delivered"
        ? `It was delivered. Add ${force} to send it again.`
        : `It was ${retry.status}. Add ${force} to send it anyway.`;
    case "parked":
      return "It waits for a decision. POST to its /approve to send it, or to its /discard to drop it.";
    case "tested":
      return "It was a test, and a test has one attempt. Send another test instead.";
    case "sending":
      return SENDING;
  }
}

/** The reason why a delivery can't be approved or discarded. */
export function reviewConflict(review: Exclude<NotReviewed, { type: "not-found" }>): string {
  if (review.type === "sending") return SENDING;
  switch (review.status) {
    case "delivered":
      return "It does not wait for a decision: it was delivered.";
    case "failed":
      return "It does not wait for a decision: it failed. POST to its /retry to send it again.";
    case "waiting":
      return "It does not wait for a decision: it waits until its target accepts requests.";
    case "retrying":
      return "It does not wait for a decision: it is being sent, and waits for its next attempt.";
    case "discarded":
      return "It was discarded already. POST to its /retry?force=true to send it anyway.";
    case "tested":
      return "It does not wait for a decision: it was a test.";
    case "skipped":
      return "It does not wait for a decision: it was skipped. POST to its /retry?force=true to send it anyway.";
  }
}
