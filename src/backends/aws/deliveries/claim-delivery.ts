// The claim of an attempt as one conditional write. Its condition is what `judgeClaim` grants, spelled out for DynamoDB;
// where it does not hold, the item that stood in the way comes back with the refusal, and `judgeClaim` says what it means.

import { type Claim, type ClaimRequest, judgeClaim } from "#core/delivery/claim.ts";
import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import { number, text } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";
import type { ItemUpdate } from "../dynamodb/update-expression.ts";
import { claimAttributes, claimState } from "./delivery-item.ts";
import { updateDelivery } from "./update-delivery.ts";

/** How often a claim is tried when what stood in its way is gone by the time it is looked at. */
const TRIES = 3;

/** Claims an attempt, atomically, by the rule of `judgeClaim`. */
export async function claimDelivery(table: Table, key: DeliveryKey, request: ClaimRequest): Promise<Claim> {
  for (let tried = 0; tried < TRIES; tried++) {
    const written = await updateDelivery(table, key, claimUpdate(request));
    if (written.ok) return { type: "granted" };
    const claim = judgeClaim(written.found && claimState(written.found), request);
    if (claim.type !== "granted") return claim;
  }
  // It changes faster than it can be read: someone else is at it.
  return { type: "held" };
}

function claimUpdate(request: ClaimRequest): ItemUpdate {
  return {
    set: claimAttributes(request),
    condition: grantedCondition(request),
    compare: { now: number(request.now), ...(request.forced ? {} : { delivered: text("delivered") }) },
    compared: ["pk"],
  };
}

/**
 * When `judgeClaim` grants, case by case. `:round`, `:attempt`, `:owner` and `:status` ("sending") are what the claim
 * sets. What has an outcome has a last attempt, so the same step of it is never granted.
 */
function grantedCondition({ forced }: ClaimRequest): string {
  const earlierRound = "#round < :round";
  const earlierAttempt = "#round = :round AND #attempt < :attempt";
  const same = "#round = :round AND #attempt = :attempt";
  const abandoned = "#status = :status AND #lease_until <= :now";
  const recorded = `#status <> :status${forced ? "" : " AND #status <> :delivered"}`;
  return [
    "attribute_not_exists(#pk)",
    `#status = :status AND #owner = :owner AND ${same}`,
    `${abandoned} AND ${earlierRound}`,
    `${abandoned} AND ${earlierAttempt}`,
    `${abandoned} AND ${same}`,
    `${recorded} AND ${earlierRound}`,
    `${recorded} AND ${earlierAttempt}`,
  ].join(" OR ");
}
