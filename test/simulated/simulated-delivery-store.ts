// A store of deliveries in a simulated world: the rules of core themselves, with faults around them.

import type { AttemptRecord, DeliveryPage, DeliveryQuery, DeliveryStore } from "#app/ports.ts";
import { addAttempt } from "#core/delivery/add-attempt.ts";
import { type Claim, type ClaimRequest, type ClaimState, judgeClaim } from "#core/delivery/claim.ts";
import { type DeliveryKey, deliveryId } from "#core/delivery/delivery-id.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import type { World } from "./world.ts";

interface Entry {
  readonly state: ClaimState;
  readonly record?: DeliveryRecord;
}

/** Deliveries in a simulated world. */
export class SimulatedDeliveryStore implements DeliveryStore {
  readonly #world: World;
  readonly #entries = new Map<string, Entry>();
  /** When each delivery was recorded as delivered, as the number of that effect. */
  readonly deliveredAt = new Map<string, number>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Every record, in the order of first attempts. */
  get records(): readonly DeliveryRecord[] {
    return [...this.#entries.values()].flatMap(({ state, record }) => {
      return record ? [state.status === "sending" ? { ...record, status: state.status } : record] : [];
    });
  }

  claim(key: DeliveryKey, request: ClaimRequest): Promise<Claim> {
    return this.#world.effect(() => {
      const id = deliveryId(key);
      const entry = this.#entries.get(id);
      const claim = judgeClaim(entry?.state, request);
      if (claim.type === "granted") {
        const { round, attempt, owner, leaseUntil } = request;
        this.#entries.set(id, { ...entry, state: { round, attempt, owner, leaseUntil, status: "sending" } });
      }
      return claim;
    });
  }

  record(made: AttemptRecord): Promise<DeliveryRecord> {
    return this.#world.effect(() => {
      const { event, flow_id, action_id, round, attempt } = made.message;
      const id = deliveryId({ event_id: event.id, flow_id, action_id });
      const entry = this.#entries.get(id);
      const { state } = entry ?? {};
      const mine = state?.status === "sending" && state.owner === made.owner;
      if (!mine || state.round !== round || state.attempt !== attempt)
        throw new Error(`The claim on ${id} is another's`);
      const record = addAttempt(entry?.record, made);
      this.#entries.set(id, { record, state: { round, attempt, status: record.status, last: made.attempt } });
      if (record.status === "delivered") this.deliveredAt.set(id, this.#world.sequence);
      return record;
    });
  }

  get(key: DeliveryKey): Promise<DeliveryRecord | undefined> {
    return this.#world.effect(() => this.records.find(({ id }) => id === deliveryId(key)));
  }

  list(query: DeliveryQuery): Promise<DeliveryPage> {
    return this.#world.effect(() => {
      const asked = this.records.filter((record) => matches(record, query)).sort(newestFirst);
      const start = query.cursor === undefined ? 0 : asked.findIndex(({ id }) => id === query.cursor) + 1;
      const deliveries = asked.slice(start, start + query.limit);
      const last = deliveries.at(-1);
      return { deliveries, ...(last && start + query.limit < asked.length ? { next: last.id } : {}) };
    });
  }
}

function matches(record: DeliveryRecord, { status, flow, event, since }: DeliveryQuery): boolean {
  const wanted = [
    [status, record.status],
    [flow, record.flow_id],
    [event, record.event_id],
  ];
  return wanted.every(([asked, found]) => asked === undefined || asked === found) && record.created_at >= (since ?? 0);
}

function newestFirst(a: DeliveryRecord, b: DeliveryRecord): number {
  return b.created_at - a.created_at || (a.id < b.id ? 1 : -1);
}
