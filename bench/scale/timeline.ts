// Future events, earliest first: a binary heap. Events at the same time are in the order in which they were added, so
// that every run is the same.

interface Entry<Event> {
  readonly at: number;
  readonly order: number;
  readonly event: Event;
}

/** Events by time. */
export class Timeline<Event> {
  readonly #heap: Entry<Event>[] = [];
  #added = 0;

  /** When the next event happens; infinity without events. */
  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  add(at: number, event: Event): void {
    const entry = { at, order: this.#added++, event };
    let index = this.#heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = this.#heap[parent];
      if (above === undefined || !isBefore(entry, above)) break;
      this.#heap[index] = above;
      index = parent;
    }
    this.#heap[index] = entry;
  }

  /** Takes the next event. */
  take(): Event | undefined {
    const first = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && last !== first) this.#sink(last);
    return first?.event;
  }

  #sink(entry: Entry<Event>): void {
    let index = 0;
    for (;;) {
      const child = this.#earlierChild(index);
      const below = this.#heap[child];
      if (below === undefined || !isBefore(below, entry)) break;
      this.#heap[index] = below;
      index = child;
    }
    this.#heap[index] = entry;
  }

  #earlierChild(index: number): number {
    const left = 2 * index + 1;
    const [one, other] = [this.#heap[left], this.#heap[left + 1]];
    return one !== undefined && other !== undefined && isBefore(other, one) ? left + 1 : left;
  }
}

function isBefore(one: Entry<unknown>, other: Entry<unknown>): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
