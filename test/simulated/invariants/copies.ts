// The invariant of worlds in which copies of an event have different data.

import { type Arrival, idOf } from "../history.ts";
import type { SimulatedFlowhook } from "../simulated-flowhook.ts";

/**
 * Every request after the first recorded attempt has the data of the copy that was attempted then, in every round, and so have the
 * record and the dead letters.
 */
export function mixedCopies({ history, ports }: SimulatedFlowhook): string[] {
  const records = new Map(ports.store.records.map((record) => [record.id, record]));
  return [...Map.groupBy(history.arrivals, ({ message }) => idOf(message))].flatMap(([id, arrivals]) => {
    const first = arrivals.filter(({ work }) => work.recorded).sort(byStep)[0];
    if (first === undefined) return [];
    const later = arrivals.filter((arrival) => byStep(first, arrival) < 0).map(({ message }) => message.event);
    const letters = ports.failed.filter(({ message }) => idOf(message) === id).map(({ message }) => message.event);
    const record = records.get(id)?.event;
    const copy = JSON.stringify(first.message.event);
    const mixed = [...later, ...letters, record].some((event) => JSON.stringify(event) !== copy);
    return mixed ? [`${id} has the data of several copies`] : [];
  });
}

function byStep({ message: a }: Arrival, { message: b }: Arrival): number {
  return a.round - b.round || a.attempt - b.attempt;
}
