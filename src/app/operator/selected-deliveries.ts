// Something done with many deliveries: those of one page of a listing at a time, as the client asks for them. So no request
// does more than so much, nothing has to be remembered between two, and whoever stops asking stops it. Each delivery has its
// place in time, and the next page begins where this one ends: so the rate holds however soon the client asks for it.

import type { DeliverySelection } from "#core/delivery/selection.ts";
import type { DeliveryStore } from "../delivery/delivery-ports.ts";
import { inParallel } from "../in-parallel.ts";
import type { Now } from "../ports.ts";

/** Where a page begins. */
export interface PageStart {
  /** The store's cursor: `next` of the page before. */
  readonly cursor: string;
  /** The time of its first delivery, unless it has passed, in milliseconds since 1970; it may be a fraction of one. */
  readonly from: number;
}

/** A page of deliveries, and how fast to go. */
export interface SelectedPage extends Partial<PageStart> {
  readonly selection: DeliverySelection;
  /** Deliveries a second. */
  readonly rate: number;
  /** Most deliveries of the page. */
  readonly limit: number;
}

/** What is done with a delivery, at its time (milliseconds since 1970). Resolves with why it was left as it is, if it was. */
export type Deed = (id: string, at: number) => Promise<string | undefined>;

/** What became of a page. */
export interface PageDone {
  /** The ids of those that it was done with. */
  readonly done: readonly string[];
  readonly left: readonly { readonly id: string; readonly why: string }[];
  /** The time of the last delivery of the page; absent where there was none. */
  readonly lastAt?: number;
  /** Where the next page begins; absent on the last. */
  readonly next?: PageStart;
}

/** A page holds no more than what its rate lets through in this time, so that stopping is soon felt. In seconds. */
const LONGEST_PAGE_SECONDS = 60;

/**
 * Deeds under way at once: each is a few calls to the store and the queue, and the time of a call runs while it waits for
 * one of its client's sockets.
 */
const DEEDS_AT_ONCE = 20;

/**
 * Does something with each delivery of a page. Rejects when that can't be said of all of them; then the same page can be
 * asked for again, since each deed done twice is done once.
 */
export async function doWithPage(
  { store, now }: { readonly store: Pick<DeliveryStore, "list">; readonly now: Now },
  { selection, rate, limit, cursor, from = 0 }: SelectedPage,
  deed: Deed,
): Promise<PageDone> {
  const most = Math.min(limit, Math.max(1, Math.floor(rate * LONGEST_PAGE_SECONDS)));
  const page = await store.list({ ...selection, limit: most, ...(cursor === undefined ? {} : { cursor }) });
  const start = Math.max(now(), from);
  const exactTimeOf = (index: number) => start + (index * 1_000) / rate;
  const timeOf = (index: number) => Math.floor(exactTimeOf(index));
  const ids = page.deliveries.map(({ id }) => id);
  const reasons = await inParallel([...ids.entries()], DEEDS_AT_ONCE, ([index, id]) => deed(id, timeOf(index)));
  return {
    done: ids.filter((_, index) => reasons[index] === undefined),
    left: ids.flatMap((id, index) => {
      const why = reasons[index];
      return why === undefined ? [] : [{ id, why }];
    }),
    ...(ids.length === 0 ? {} : { lastAt: timeOf(ids.length - 1) }),
    ...(page.next === undefined ? {} : { next: { cursor: page.next, from: exactTimeOf(ids.length) } }),
  };
}
