// The targets of a simulated world: they answer as chance says. One is down for days.

import type { WebhookRequest, WebhookTarget } from "#app/ports.ts";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import type { World } from "./world.ts";

/** The host that never answers with anything but 503. */
export const DOWN_HOST = "down.example";

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

/** Targets in a simulated world, without faults. */
export function simulatedTarget(world: World): WebhookTarget {
  return {
    async post({ url }: WebhookRequest) {
      if (url.includes(DOWN_HOST)) return answered(503);
      return ANSWERS[world.pick(ANSWERS.length)] ?? answered(200);
    },
  };
}
