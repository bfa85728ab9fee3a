// Lists deliveries, newest first. The index returns the next few on each of its partitions. The newest of all partitions are
// read, and those that do not match the query (the index may be behind the table) are left out. The cursor is the position of
// the last one that was read, so that pages neither repeat nor omit deliveries.

import type { DeliveryPage, DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import { inParallel } from "#app/in-parallel.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { isSelected } from "#core/delivery/selection.ts";
import { type ListedDeliveries, readDelivery } from "./deliveries-table.ts";
import { type NextPositions, nextPositions } from "./delivery-positions.ts";

/** The limit on positions of one lookup. Each lookup that did not fill the page reads twice as many as the previous one. */
const MOST_AT_ONCE = 200;

/** The lookups before a page that is not full is returned with its cursor. */
const MOST_LOOKS = 12;

/** Deliveries read at once. */
const READS_AT_ONCE = 16;

/**
 * Returns a page of deliveries. It may hold fewer than `limit` although more follow; only a page without `next` is the last. A
 * delivery is listed from its first outcome on.
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

/** The cursor of a delivery, and the delivery if it matches the query. */
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

/** Adds matching deliveries to the page. Returns the index of the first one that has no room, if any. */
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
