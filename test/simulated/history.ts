// The history of a simulated world, recorded where effects happen: a fault that hides an effect from its caller does not
// hide it here.

import { CLAIM_LEASE_MS } from "#app/delivery/claimed-attempt.ts";
import type { DeliveryStore } from "#app/delivery/delivery-ports.ts";
import type { WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { ActionStops } from "#app/stops/stop-ports.ts";
import type { ActionKey } from "#core/delivery/action-stop.ts";
import type { ClaimRequest } from "#core/delivery/claim.ts";
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
  /** True if a fault hit it. A process that ends hits all its work in flight. */
  hit: boolean;
  /** Whether its attempt was recorded. */
  recorded: boolean;
  /** True if another worker took its claim over, because the lease had ended by that worker's clock. */
  overtaken: boolean;
  /** When it ended, in milliseconds since 1970; Infinity if its process ended first. */
  endedAt: number;
  /** When the answer to its request reached the process, in milliseconds since 1970; Infinity without an answer. */
  answeredAt: number;
}

/** A webhook that arrived. */
export interface Arrival {
  readonly work: Work;
  readonly message: DeliveryMessage;
  /** The id that it was sent with. */
  readonly id: string;
  readonly attempt: number;
  readonly body: string;
  /** The status that the target answered; undefined if it gave no answer. */
  status: number | undefined;
  readonly at: number;
  readonly sequence: number;
}

/** A claim that was granted. */
interface Holding {
  readonly work: Work;
  /** By the clock of the process that has the claim, in milliseconds since 1970. */
  readonly leaseUntil: number;
}

/** An attempt that was recorded. */
interface Recorded {
  readonly id: string;
  readonly round: number;
  readonly status: DeliveryStatus;
  readonly sequence: number;
}

export class History {
  readonly accepted: EventMessage[] = [];
  readonly arrivals: Arrival[] = [];
  readonly records: Recorded[] = [];
  /** Runs that were cancelled, and when. */
  readonly cancelled: { readonly run: RunMessage; readonly at: number }[] = [];
  readonly errors: { readonly error: unknown; readonly work: Work }[] = [];
  /** Stops and resumptions of actions whose targets are gone. */
  readonly stops: { readonly type: "stopped" | "resumed"; readonly key: ActionKey; readonly at: number }[] = [];
  /** Deliveries that a person approved, or forced. */
  readonly approved = new Set<string>();
  /** Rounds that a person forced and a worker began, by the delivery's id and the round. */
  readonly forcedRounds = new Set<string>();
  /** When secrets were changed. */
  readonly secretsChangedAt: number[] = [];
  readonly #holdings = new Map<string, Holding>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Wraps a store to record the claims and records of a work. */
  noting(store: DeliveryStore, work: Work): DeliveryStore {
    return {
      claim: async (key, request) => {
        const claim = await store.claim(key, request);
        if (claim.type === "granted") this.#hold(deliveryId(key), work, request);
        return claim;
      },
      record: async (made) => {
        const record = await store.record(made);
        work.recorded = true;
        const { id, round, status } = record;
        this.#holdings.delete(id);
        this.records.push({ id, round, status, sequence: this.#world.sequence });
        return record;
      },
      get: (key) => store.get(key),
      list: (query) => store.list(query),
    };
  }

  /**
   * A claim ends the one before it if that was not recorded; rightly so if the lease had ended, by the clock of the claim.
   */
  #hold(id: string, work: Work, { now, round }: ClaimRequest): void {
    if (work.message?.forced) this.forcedRounds.add(`${id} ${round}`);
    const before = this.#holdings.get(id);
    if (before !== undefined && before.leaseUntil <= now) before.work.overtaken = true;
    // The lease follows the rule, because a mutation may have changed the request.
    this.#holdings.set(id, { work, leaseUntil: now + CLAIM_LEASE_MS });
  }

  /** Wraps stops to record when they began and ended. */
  notingStops(stops: ActionStops): ActionStops {
    return {
      stopped: () => stops.stopped(),
      gone: async (gone) => {
        await stops.gone(gone);
        const known = await stops.stopped();
        const isStopped = known.some(({ delivery_id, stopped_at }) => {
          return delivery_id === gone.delivery_id && stopped_at === gone.stopped_at;
        });
        if (isStopped) this.stops.push({ type: "stopped", key: gone, at: this.#world.now });
      },
      resume: async (key, now) => {
        const resumed = await stops.resume(key, now);
        if (resumed) this.stops.push({ type: "resumed", key, at: this.#world.now });
        return resumed;
      },
    };
  }

  /** Wraps a target to record the requests of a work. */
  notingArrivals(target: WebhookTarget, work: Work, message: DeliveryMessage): WebhookTarget {
    return {
      post: async (request) => {
        const { "webhook-id": id = "", "flowhook-attempt": attempt = "" } = request.headers;
        const { now: at, sequence } = this.#world;
        const arrival: Arrival = {
          work,
          message,
          id,
          attempt: Number(attempt),
          body: request.body,
          status: undefined,
          at,
          sequence,
        };
        this.arrivals.push(arrival);
        const answer = await target.post(request);
        if (answer.type === "answered") arrival.status = answer.status;
        return answer;
      },
    };
  }
}

/** Returns the id of a message's delivery. */
export function idOf({ event, flow_id, action_id }: DeliveryMessage): string {
  return deliveryId({ event_id: event.id, flow_id, action_id });
}
