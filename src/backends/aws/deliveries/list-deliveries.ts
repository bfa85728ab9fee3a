// Listings of deliveries, newest first. The index names the next few on each of its partitions, the newest of all of
// them are read whole, and what does not belong on the page (the index may be behind the table) is left out. The cursor
// is the place of the last one that was looked at, so that pages neither repeat nor leave out what lay there before.

import type { DeliveryPage, DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import { inParallel } from "#app/in-parallel.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { isSelected } from "#core/delivery/selection.ts";
import { type ListedDeliveries, readDelivery } from "./deliveries-table.ts";
import { type NextPositions, nextPositions } from "./delivery-positions.ts";

/** Most positions to look at in one go: each go where the filter left a page unfilled looks at twice as many. */
const MOST_AT_ONCE = 200;

/** How often to look for more before a page that is not full is given out with its cursor. */
const MOST_LOOKS = 12;

/** Deliveries that are read at once. */
const READS_AT_ONCE = 16;

/**
 * One page of deliveries. It may hold fewer than `limit` though more follow; only a page without `next` is the last. A
 * delivery whose very first attempt is being made is on none.
 */
export async function listDeliveries(table: ListedDeliveries, query: DeliveryQuery): Promise<DeliveryPage> {
  const deliveries: DeliveryRecord[] = [];
  let count = query.limit + 1;
  let cursor = query.cursor;
  for (let look = 0; look < MOST_LOOKS; look++) {
    const { listed, next, stopped } = await lookFurther(table, query, cursor, count);
    const overflow = fill(deliveries, listed, query.limit);
    if (overflow !== undefined) return page(deliveries, listed[overflow - 1]?.cursor ?? cursor);
    if (next === undefined || stopped) return page(deliveries, next);
    cursor = next;
    count = Math.max(count, Math.min(2 * count, MOST_AT_ONCE));
  }
  return page(deliveries, cursor);
}

/** The cursor of a delivery, with the delivery there where it belongs on the page. */
interface Listed {
  readonly cursor: string;
  readonly record: DeliveryRecord | undefined;
}

async function lookFurther(
  table: ListedDeliveries,
  query: DeliveryQuery,
  cursor: string | undefined,
  count: number,
): Promise<Omit<NextPositions, "positions"> & { readonly listed: readonly Listed[] }> {
  const { positions, ...rest } = await nextPositions(table, query, cursor, count);
  const listed = await inParallel(positions, READS_AT_ONCE, async ({ key, cursor: at }) => {
    const record = (await readDelivery(table, key))?.record;
    return { cursor: at, record: record && isSelected(record, query) ? record : undefined };
  });
  return { listed, ...rest };
}

/** Adds what belongs on the page; gives the index of the first that has no room there. */
function fill(deliveries: DeliveryRecord[], listed: readonly Listed[], limit: number): number | undefined {
  for (const [index, { record }] of listed.entries()) {
    if (record === undefined) continue;
    if (deliveries.length === limit) return index;
    deliveries.push(record);
  }
  return undefined;
}

function page(deliveries: readonly DeliveryRecord[], next: string | undefined): DeliveryPage {
  return next === undefined ? { deliveries } : { deliveries, next };
}
