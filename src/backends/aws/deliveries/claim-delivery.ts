// Claims an attempt with one conditional write. The condition states in DynamoDB's terms when `judgeClaim` grants a claim. If
// it fails, the write returns the stored item, and `judgeClaim` explains the refusal.

import { type Claim, type ClaimRequest, judgeClaim } from "#core/delivery/claim.ts";
import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import { number, text } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";
import type { ItemUpdate } from "../dynamodb/update-expression.ts";
import { claimAttributes, claimState } from "./delivery-item.ts";
import { updateDelivery } from "./update-delivery.ts";

/** Tries of a claim that failed although the item that it returned would grant it. */
const TRIES = 3;

/** Claims an attempt atomically, by the rule of `judgeClaim`. */
export async function claimDelivery(table: Table, key: DeliveryKey, request: ClaimRequest): Promise<Claim> {
  for (let tried = 0; tried < TRIES; tried++) {
    const written = await updateDelivery(table, key, claimUpdate(request));
    if (written.ok) return { type: "granted" };
    const claim = judgeClaim(written.found && claimState(written.found), request);
    if (claim.type !== "granted") return claim;
  }
  // The item changes faster than it can be read, so another worker holds it.
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
 * The cases in which `judgeClaim` grants. The claim itself sets `:round`, `:attempt`, `:owner` and `:status` ("sending"). An item
 * with an outcome has a last attempt, so a claim on that same attempt is never granted.
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
