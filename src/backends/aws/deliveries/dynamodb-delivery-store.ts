// Deliveries in DynamoDB. A delivery that succeeds at the first attempt costs two writes, its claim and its record, and no read.

import type { AttemptRecord, DeliveryPage, DeliveryQuery, DeliveryStore } from "#app/delivery/delivery-ports.ts";
import type { Claim, ClaimRequest } from "#core/delivery/claim.ts";
import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { claimDelivery } from "./claim-delivery.ts";
import type { ListedDeliveries } from "./deliveries-table.ts";
import { readDelivery } from "./deliveries-table.ts";
import { listDeliveries } from "./list-deliveries.ts";
import { recordAttempt } from "./record-attempt.ts";

/** The deliveries table. Every method throws if DynamoDB fails. */
export class DynamoDbDeliveryStore implements DeliveryStore {
  readonly #table: ListedDeliveries;

  constructor(table: ListedDeliveries) {
    this.#table = table;
  }

  claim(key: DeliveryKey, request: ClaimRequest): Promise<Claim> {
    return claimDelivery(this.#table, key, request);
  }

  record(made: AttemptRecord): Promise<DeliveryRecord> {
    return recordAttempt(this.#table, made);
  }

  async get(key: DeliveryKey): Promise<DeliveryRecord | undefined> {
    return (await readDelivery(this.#table, key))?.record;
  }

  list(query: DeliveryQuery): Promise<DeliveryPage> {
    return listDeliveries(this.#table, query);
  }
}
