// A store of deliveries in memory, which applies the rules of core. A process that keeps no data uses it, such as a flow test.

import type { AttemptRecord, DeliveryPage, DeliveryQuery, DeliveryStore } from "#app/delivery/delivery-ports.ts";
import { type Claim, type ClaimRequest, type ClaimState, judgeClaim } from "#core/delivery/claim.ts";
import { type DeliveryKey, deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import { addAttempt, type DeliveryRecord } from "#core/delivery/record.ts";
import { isSelected } from "#core/delivery/selection.ts";

interface Entry {
  readonly state: ClaimState;
  readonly record?: DeliveryRecord;
}

/** A record was refused because another owner took over its claim. */
export class ClaimLost extends Error {}

/** Deliveries in memory. */
export class MemoryDeliveryStore implements DeliveryStore {
  readonly #entries = new Map<string, Entry>();

  /** Every record, in the order of first claims. */
  get records(): readonly DeliveryRecord[] {
    return [...this.#entries.values()].map(recordOf).filter((record) => record !== undefined);
  }

  async claim(key: DeliveryKey, request: ClaimRequest): Promise<Claim> {
    const id = deliveryId(key);
    const entry = this.#entries.get(id);
    const claim = judgeClaim(entry?.state, request);
    if (claim.type === "granted") {
      const { round, attempt, owner, leaseUntil } = request;
      this.#entries.set(id, { ...entry, state: { round, attempt, owner, leaseUntil, status: "sending" } });
    }
    return claim;
  }

  async record(made: AttemptRecord): Promise<DeliveryRecord> {
    const { round, attempt } = made.message;
    const id = deliveryId(deliveryKey(made.message));
    const entry = this.#entries.get(id);
    const { state } = entry ?? {};
    const mine = state?.status === "sending" && state.owner === made.owner;
    if (!mine || state.round !== round || state.attempt !== attempt) throw new ClaimLost(`The claim on ${id} is lost`);
    const record = addAttempt(entry?.record, made);
    this.#entries.set(id, { record, state: { round, attempt, status: record.status, last: made.attempt } });
    return record;
  }

  async get(key: DeliveryKey): Promise<DeliveryRecord | undefined> {
    const entry = this.#entries.get(deliveryId(key));
    return entry && recordOf(entry);
  }

  async list(query: DeliveryQuery): Promise<DeliveryPage> {
    const asked = this.records.filter((record) => isSelected(record, query)).sort(newestFirst);
    const start = query.cursor === undefined ? 0 : asked.findIndex(({ id }) => id === query.cursor) + 1;
    const deliveries = asked.slice(start, start + query.limit);
    const last = deliveries.at(-1);
    return { deliveries, ...(last && start + query.limit < asked.length ? { next: last.id } : {}) };
  }
}

/** The record as listings show it, with the status `sending` during an attempt. */
function recordOf({ state, record }: Entry): DeliveryRecord | undefined {
  return record && state.status === "sending" ? { ...record, status: state.status } : record;
}

function newestFirst(a: DeliveryRecord, b: DeliveryRecord): number {
  return b.created_at - a.created_at || (a.id < b.id ? 1 : -1);
}
