// The targets of a simulated world, whose answers are drawn. One is down for days, one is slow, one answers 410, one
// accepts only today's secret, and one answers as no honest target does.

import type { WebhookRequest, WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import type { World } from "./world.ts";

/** The host that answers 503 only. */
export const DOWN_HOST = "down.example";

/** The host that takes long to answer. */
export const SLOW_HOST = "slow.example";

/** The host that sometimes answers 410. */
export const GONE_HOST = "gone.example";

/** The host that accepts only the current secret "key". */
export const LOCKED_HOST = "locked.example";

/** The host that answers anything. */
export const LYING_HOST = "lying.example";

const answered = (status: number, more: { retryAfter?: string } = {}): TargetAnswer => {
  return { type: "answered", status, excerpt: "", durationMs: 5, ...more };
};

/** The answers of targets; likely ones are listed more often. */
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

/** The answers of a dishonest or broken target. */
const LIES: readonly TargetAnswer[] = [
  answered(503, { retryAfter: "99999999999999" }),
  answered(429, { retryAfter: "Fri, 31 Dec 9999 23:59:59 GMT" }),
  answered(503, { retryAfter: "Thu, 01 Jan 1970 00:00:00 GMT" }),
  answered(503, { retryAfter: "-1" }),
  answered(429, { retryAfter: "soon" }),
  answered(101),
  answered(600),
  answered(204),
  // The target has processed the webhook all the same.
  { type: "unanswered", reason: "connection-closed", detail: "", durationMs: 5 },
  { type: "unanswered", reason: "response-invalid", detail: "", durationMs: 5 },
];

/** The targets of a simulated world, without faults. `secret` returns the value that is accepted. */
export function simulatedTarget(world: World, secret: () => string | undefined): WebhookTarget {
  const drawn = (answers: readonly TargetAnswer[]) => answers[world.pick(answers.length)] ?? answered(200);
  const atTimes = (status: number) => answered(world.pick(3) === 0 ? status : 200);
  const answerOf: Readonly<Record<string, (path: string) => TargetAnswer>> = {
    [DOWN_HOST]: () => answered(503),
    [SLOW_HOST]: () => atTimes(503),
    [GONE_HOST]: () => atTimes(410),
    [LOCKED_HOST]: (path) => answered(path === `/${secret()}` ? 200 : 401),
    [LYING_HOST]: () => drawn(LIES),
  };
  return {
    async post({ url }: WebhookRequest) {
      const { hostname, pathname } = new URL(url);
      return answerOf[hostname]?.(pathname) ?? drawn(ANSWERS);
    },
  };
}
