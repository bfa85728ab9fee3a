// The targets of a simulated world: they answer as chance says. One is down for days, one is slow, one says that it is gone,
// one lets in only who has today's secret, and one answers what no honest target does.

import type { WebhookRequest, WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import type { World } from "./world.ts";

/** The host that never answers with anything but 503. */
export const DOWN_HOST = "down.example";

/** The host that takes long to answer. */
export const SLOW_HOST = "slow.example";

/** The host that says at times that it is gone. */
export const GONE_HOST = "gone.example";

/** The host that lets nobody in who does not have the secret "key" of this moment. */
export const LOCKED_HOST = "locked.example";

/** The host that has no rules. */
export const LYING_HOST = "lying.example";

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

/** What a target answers that lies, or that serves itself badly. */
const LIES: readonly TargetAnswer[] = [
  answered(503, { retryAfter: "99999999999999" }),
  answered(429, { retryAfter: "Fri, 31 Dec 9999 23:59:59 GMT" }),
  answered(503, { retryAfter: "Thu, 01 Jan 1970 00:00:00 GMT" }),
  answered(503, { retryAfter: "-1" }),
  answered(429, { retryAfter: "soon" }),
  answered(101),
  answered(600),
  answered(204),
  // It has worked the webhook all the same.
  { type: "unanswered", reason: "connection-closed", detail: "", durationMs: 5 },
  { type: "unanswered", reason: "response-invalid", detail: "", durationMs: 5 },
];

/** Targets in a simulated world, without faults. `secret` is the value that lets in. */
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
