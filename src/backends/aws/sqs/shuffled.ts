// Shuffles items; every order is equally likely (Fisher and Yates).

import type { Random } from "#app/ports.ts";

/** Returns the items in random order. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const item = order[last];
    const swapped = order[other];
    if (item !== undefined && swapped !== undefined) [order[last], order[other]] = [swapped, item];
  }
  return order;
}
