// What happened in a simulated world, noted where it takes effect: a fault that hides an effect from its caller does not
// hide it here.

import type { DeliveryStore, WebhookTarget } from "#app/ports.ts";
import { deliveryId } from "#core/delivery/delivery-id.ts";
import type { DeliveryStatus } from "#core/delivery/record.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import type { Living, World } from "./world.ts";

/** One worker's work on one message that it received. */
export interface Work {
  /** The delivery's message; undefined for work of another kind. */
  readonly message?: DeliveryMessage;
  readonly process: Living;
  /** Whether a fault hit it. A process that ends hits all that is under way there. */
  hit: boolean;
  /** Whether its attempt was recorded. */
  recorded: boolean;
  /** Until when the claim holds that it was granted, in milliseconds since 1970. */
  leaseUntil: number;
  /** When it ended, in milliseconds since 1970; infinity for one that was never heard of again. */
  endedAt: number;
}

/** A webhook that arrived. */
export interface Arrival {
  readonly work: Work;
  readonly message: DeliveryMessage;
  /** The id that it was sent with. */
  readonly id: string;
  readonly attempt: number;
  readonly body: string;
  readonly at: number;
  readonly sequence: number;
}

/** An attempt that was recorded. */
interface Recorded {
  readonly id: string;
  readonly round: number;
  readonly status: DeliveryStatus;
  readonly sequence: number;
}

/** What happened. */
export class History {
  readonly accepted: EventMessage[] = [];
  readonly arrivals: Arrival[] = [];
  readonly records: Recorded[] = [];
  /** Runs that were cancelled, as they waited then. */
  readonly cancelled: { readonly run: RunMessage; readonly at: number }[] = [];
  readonly errors: { readonly error: unknown; readonly work: Work }[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A store of which it is noted what claims and records of a work came to. */
  noting(store: DeliveryStore, work: Work): DeliveryStore {
    return {
      claim: async (key, request) => {
        const claim = await store.claim(key, request);
        if (claim.type === "granted") work.leaseUntil = request.leaseUntil;
        return claim;
      },
      record: async (made) => {
        const record = await store.record(made);
        work.recorded = true;
        const { id, round, status } = record;
        this.records.push({ id, round, status, sequence: this.#world.sequence });
        return record;
      },
      get: (key) => store.get(key),
      list: (query) => store.list(query),
    };
  }

  /** A target of which it is noted what a work sends to it. */
  notingArrivals(target: WebhookTarget, work: Work, message: DeliveryMessage): WebhookTarget {
    return {
      post: async (request) => {
        const { "webhook-id": id = "", "flowhook-attempt": attempt = "" } = request.headers;
        const { now: at, sequence } = this.#world;
        this.arrivals.push({ work, message, id, attempt: Number(attempt), body: request.body, at, sequence });
        return target.post(request);
      },
    };
  }
}

/** The id of the delivery that a message is about. */
export function idOf({ event, flow_id, action_id }: DeliveryMessage): string {
  return deliveryId({ event_id: event.id, flow_id, action_id });
}
