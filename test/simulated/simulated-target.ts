// The targets of a simulated world: they answer as chance says, remember every webhook, and may take one in whose answer
// is lost.

import type { WebhookRequest, WebhookTarget } from "#app/ports.ts";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import type { World } from "./world.ts";

/** A webhook that arrived. */
export interface Arrival {
  readonly id: string;
  readonly attempt: number;
  readonly body: string;
  /** The number of the effect. */
  readonly sequence: number;
}

const answered = (status: number, more: { retryAfter?: string } = {}): TargetAnswer => {
  return { type: "answered", status, excerpt: "", durationMs: 5, ...more };
};

/** What targets answer, the likely answers more often. */
const ANSWERS: readonly TargetAnswer[] = [
  ...Array.from({ length: 6 }, () => answered(200)),
  answered(204),
  answered(500),
  answered(503, { retryAfter: "120" }),
  answered(429),
  answered(404),
  answered(301),
  { type: "unanswered", reason: "timeout", detail: "", durationMs: 15_000 },
  { type: "unanswered", reason: "connection-refused", detail: "ECONNREFUSED", durationMs: 1 },
  { type: "unanswered", reason: "address-refused", detail: "10.0.0.1", durationMs: 0 },
];

/** Targets in a simulated world. */
export class SimulatedTarget implements WebhookTarget {
  readonly arrivals: Arrival[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  post({ headers, body }: WebhookRequest): Promise<TargetAnswer> {
    return this.#world.effect(() => {
      const { "webhook-id": id = "", "flowhook-attempt": attempt = "" } = headers;
      this.arrivals.push({ id, attempt: Number(attempt), body, sequence: this.#world.sequence });
      return ANSWERS[this.#world.pick(ANSWERS.length)] ?? answered(200);
    });
  }
}
