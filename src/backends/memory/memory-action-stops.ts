// Stopped actions, in memory.

import type { ActionStops } from "#app/stops/stop-ports.ts";
import { type ActionKey, type ActionStop, afterGone } from "#core/delivery/action-stop.ts";

/** Stopped actions in memory. */
export class MemoryActionStops implements ActionStops {
  readonly #stops = new Map<string, ActionStop>();

  async stopped(): Promise<readonly ActionStop[]> {
    const stops = [...this.#stops].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, stop]) => stop);
    return stops.filter(({ resumed_at }) => resumed_at === undefined);
  }

  async gone(gone: Omit<ActionStop, "resumed_at">): Promise<void> {
    const key = keyOf(gone);
    this.#stops.set(key, afterGone(this.#stops.get(key), gone));
  }

  async resume(action: ActionKey, now: number): Promise<ActionStop | undefined> {
    const key = keyOf(action);
    const stop = this.#stops.get(key);
    if (stop === undefined || stop.resumed_at !== undefined) return undefined;
    this.#stops.set(key, { ...stop, resumed_at: now });
    return stop;
  }
}

/** "#" sorts before every character of ids, so actions are in the order of their flows. */
function keyOf({ flow_id, action_id }: ActionKey): string {
  return `${flow_id}#${action_id}`;
}
