// The book of one run: which events' webhooks arrived, how often, when, and under which id. It answers the question a
// bench must answer before any speed counts: did each accepted event lead to exactly one webhook?

import { distribution, sum } from "../report/distribution.ts";
import type { Marker } from "../wire/marker.ts";
import type { Account, Sending } from "./account.ts";

interface Arrival {
  readonly sentAt: number;
  readonly arrivedAt: number;
  readonly id: string | undefined;
  repeats: number;
  changedIds: number;
}

const LOST_SHOWN = 10;

/** Records arrivals of one run. */
export class Ledger {
  readonly #arrivals = new Map<number, Arrival>();

  /** How many events have arrived at least once. */
  get arrived(): number {
    return this.#arrivals.size;
  }

  /** Books one webhook. `id` is its idempotency key, if it has one; times are milliseconds since 1970. */
  book(marker: Marker, arrivedAt: number, id: string | undefined): void {
    const known = this.#arrivals.get(marker.number);
    if (known === undefined) {
      this.#arrivals.set(marker.number, { sentAt: marker.sentAt, arrivedAt, id, repeats: 0, changedIds: 0 });
      return;
    }
    known.repeats += 1;
    if (known.id !== id) known.changedIds += 1;
  }

  /** Compares what arrived with what was sent. */
  account(sending: Sending): Account {
    const refused = new Set(sending.refused);
    const lost: number[] = [];
    for (let number = 0; number < sending.sent; number += 1) {
      if (!this.#arrivals.has(number) && !refused.has(number)) lost.push(number);
    }
    const known = [...this.#arrivals].filter(([number]) => number < sending.sent).map(([, arrival]) => arrival);
    const accepted = sending.sent - refused.size;
    const ids = known.flatMap((arrival) => arrival.id ?? []);
    return {
      accepted,
      delivered: accepted - lost.length,
      lost: lost.length,
      lost_numbers: lost.slice(0, LOST_SHOWN),
      duplicates: sum(known.map((arrival) => arrival.repeats)),
      changed_ids: sum(known.map((arrival) => arrival.changedIds)),
      unmatched: this.#webhooksFrom(sending.sent),
      shared_ids: ids.length - new Set(ids).size,
      events_per_second: rate(known),
      latency_ms: distribution(known.map((arrival) => arrival.arrivedAt - arrival.sentAt)),
    };
  }

  #webhooksFrom(firstUnsent: number): number {
    const strangers = [...this.#arrivals].filter(([number]) => number >= firstUnsent);
    return sum(strangers.map(([, arrival]) => 1 + arrival.repeats));
  }
}

function rate(arrivals: readonly Arrival[]): number {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const arrival of arrivals) {
    first = Math.min(first, arrival.sentAt);
    last = Math.max(last, arrival.arrivedAt);
  }
  return arrivals.length === 0 ? 0 : (arrivals.length * 1000) / (last - first);
}
