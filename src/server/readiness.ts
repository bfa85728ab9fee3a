// Whether the process can accept events. An event that can't be stored is refused with 503 before its body is read, and a load balancer
// learns the reasons from GET /health/ready. The checks read counters and flags, so they cost an event nothing.

import type { NotReady } from "#api/health.ts";

/** The state of the process. */
export interface ReadinessPorts {
  /** Whether commits fail, because the disk is full or the file is locked. */
  readonly isUnwritable: () => boolean;
  /** Whether the backlog of events reached its bound. */
  readonly isFull: () => boolean;
  /** Resolves if the flows can be used. */
  readonly flows: () => Promise<unknown>;
}

const STOPPING: NotReady = { code: "stopping", detail: "The process is stopping." };
const UNWRITABLE: NotReady = { code: "store-unwritable", detail: "The store can't be written. The log has the error." };
const FULL: NotReady = { code: "backlog-full", detail: "The backlog of events is full." };
const NO_FLOWS: NotReady = { code: "flows-unavailable", detail: "The flows can't be loaded. The log has the error." };

/** Reports whether the process can accept events. */
export class Readiness {
  readonly #ports: ReadinessPorts;
  #isStopping = false;

  constructor(ports: ReadinessPorts) {
    this.#ports = ports;
  }

  /** From now on no event is accepted. */
  stop(): void {
    this.#isStopping = true;
  }

  /** The first reason why an event can't be stored now; undefined if it can. Events are stored also without flows. */
  refusal(): NotReady | undefined {
    if (this.#isStopping) return STOPPING;
    if (this.#ports.isUnwritable()) return UNWRITABLE;
    return this.#ports.isFull() ? FULL : undefined;
  }

  /** Every reason why the process is not ready; empty if it is ready. */
  async reasons(): Promise<NotReady[]> {
    const { isUnwritable, isFull, flows } = this.#ports;
    const hasFlows = await flows().then(
      () => true,
      () => false,
    );
    const all: [boolean, NotReady][] = [
      [this.#isStopping, STOPPING],
      [isUnwritable(), UNWRITABLE],
      [isFull(), FULL],
      [!hasFlows, NO_FLOWS],
    ];
    return all.filter(([holds]) => holds).map(([, reason]) => reason);
  }
}
