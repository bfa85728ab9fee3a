// Applies an action to many deliveries, one page of a listing for each request of the client. So a request is bounded, no
// state is kept between requests, and a client that stops asking stops the work. Each delivery has a time by the rate, and
// the next page continues at the time where this one ended, so the rate holds however soon the client asks.

import type { DeliverySelection } from "#core/delivery/selection.ts";
import type { DeliveryStore } from "../delivery/delivery-ports.ts";
import { inParallel } from "../in-parallel.ts";
import type { Now } from "../ports.ts";

/** The start of a page. */
export interface PageStart {
  /** The store's cursor: `next` of the page before. */
  readonly cursor: string;
  /** The time of its first delivery, in milliseconds since 1970; it may be a fraction. A time that has passed means now. */
  readonly from: number;
}

/** A page of deliveries, and its rate. */
export interface SelectedPage extends Partial<PageStart> {
  readonly selection: DeliverySelection;
  /** Deliveries a second. */
  readonly rate: number;
  /** The largest number of deliveries on the page. */
  readonly limit: number;
}

/**
 * Applies the action to a delivery, at its time (milliseconds since 1970). Resolves with the reason if it left the delivery
 * unchanged.
 */
export type Deed = (id: string, at: number) => Promise<string | undefined>;

/** The result of a page. */
interface PageDone {
  /** The ids of the deliveries that the action was applied to. */
  readonly done: readonly string[];
  readonly left: readonly { readonly id: string; readonly why: string }[];
  /** The time of the last delivery of the page; absent on an empty page. */
  readonly lastAt?: number;
  /** The start of the next page; absent on the last page. */
  readonly next?: PageStart;
}

/**
 * A page holds at most the deliveries that its rate allows in this time, so that stopping takes effect soon. In seconds.
 */
const LONGEST_PAGE_SECONDS = 60;

/**
 * Actions in flight at once: each is a few calls to the store and the queue, and a call's timeout also runs while it waits
 * for a socket.
 */
const DEEDS_AT_ONCE = 20;

/**
 * Applies an action to each delivery of a page. Rejects unless it was applied to all of them; the client can then repeat
 * the page, because applying an action twice has the effect of applying it once.
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
