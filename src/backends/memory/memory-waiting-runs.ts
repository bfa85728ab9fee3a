// Waiting runs in memory, in a separate queue or among other messages.

import type { Now } from "#app/ports.ts";
import type { RunKey, WaitingRunCounts, WaitingRunPage, WaitingRunQuery, WaitingRuns } from "#app/runs/run-ports.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { waitingRun } from "#core/runs/waiting-run.ts";

export class MemoryWaitingRuns implements WaitingRuns {
  readonly #waiting: () => Iterable<RunMessage>;
  readonly #now: Now;
  readonly #cancelled = new Set<string>();

  /** `waiting` returns all waiting runs; a run may occur more than once. */
  constructor(waiting: () => Iterable<RunMessage>, now: Now) {
    this.#waiting = waiting;
    this.#now = now;
  }

  async list({ flow, action, limit, cursor }: WaitingRunQuery): Promise<WaitingRunPage> {
    const asked = this.#ofFlow(flow).filter(({ action_id }) => (action ?? action_id) === action_id);
    const start = cursor === undefined ? 0 : asked.findIndex((run) => cursorOf(run) > cursor);
    const shown = start < 0 ? [] : asked.slice(start, start + limit);
    const last = shown.at(-1);
    const runs = shown.map(waitingRun);
    return last !== undefined && last !== asked.at(-1) ? { runs, next: cursorOf(last) } : { runs };
  }

  async count(flowId: string): Promise<WaitingRunCounts> {
    const byAction = Map.groupBy(this.#ofFlow(flowId), ({ action_id }) => action_id);
    return { counts: [...byAction].map(([action_id, { length }]) => ({ action_id, waits: length })), complete: true };
  }

  async cancel(key: RunKey): Promise<void> {
    this.#cancelled.add(nameOf(key));
  }

  async isCancelled(key: RunKey): Promise<boolean> {
    return this.#cancelled.has(nameOf(key));
  }

  /** The runs of the flow that still wait, each once, in the order of listings. */
  #ofFlow(flowId: string): RunMessage[] {
    const waiting = [...this.#waiting()].filter(({ flow_id, event, due_at }) => {
      return (
        flow_id === flowId && due_at > this.#now() && !this.#cancelled.has(nameOf({ event_id: event.id, flow_id }))
      );
    });
    const each = new Map(waiting.map((run) => [cursorOf(run), run]));
    return [...each].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, run]) => run);
  }
}

/** The digits of a time, until the year 2286. */
const TIME_DIGITS = 13;

/** The position of a run in a listing, which sorts as listings do. A space sorts before every character of ids. */
function cursorOf({ action_id, due_at, event }: RunMessage): string {
  return [action_id, String(due_at).padStart(TIME_DIGITS, "0"), event.id].join(" ");
}

function nameOf({ event_id, flow_id }: RunKey): string {
  return `${event_id} ${flow_id}`;
}
