// A delivery whose target never accepts it, from the first attempt to the dead letters, on a clock that jumps from one attempt
// to the next. It is not given up early, whatever is drawn at random and whatever the target asks for.

import fc from "fast-check";
import { expect, test } from "vitest";
import { deliver } from "#app/delivery/deliver.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { loadFlows } from "#app/flows/load-flows.ts";
import { RETRIED_STATUS_CODES, type TargetAnswer } from "#core/delivery/outcome.ts";
import { UNANSWERED_REASONS, type UnansweredReason } from "#core/delivery/reasons.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import { answered, deliveryPorts, orderMessage } from "#support/delivery-ports.ts";
import { NOON } from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const retriedReasons = Object.entries(UNANSWERED_REASONS).flatMap(([reason, { retried }]) =>
  // Object.entries loses the type of the keys. Failures of Flowhook itself have their own test.
  retried && reason !== "interrupted" ? [reason as UnansweredReason] : [],
);

const retryAfter = fc.oneof(
  fc.integer({ min: -10, max: 10_000_000 }).map(String),
  fc
    .date({ min: new Date(NOON), max: new Date(NOON + 40 * DAY), noInvalidDate: true })
    .map((date) => date.toUTCString()),
  fc.constantFrom("soon", "", "0", "1e9"),
);

const refusals = fc.oneof(
  fc
    .tuple(fc.constantFrom(...RETRIED_STATUS_CODES), fc.option(retryAfter, { nil: undefined }))
    .map(([status, after]) => answered(status, after === undefined ? {} : { retryAfter: after })),
  fc.constantFrom(...retriedReasons).map((reason): TargetAnswer => {
    return { type: "unanswered", reason, detail: "", durationMs: 100 };
  }),
);

const chance = fc.oneof(
  fc.constantFrom(0, 1 - 2 ** -53),
  fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
);

/** Delivers until no work is left; each attempt may be late by up to this time. */
async function deliverToTheEnd(message: string, answers: readonly TargetAnswer[], chances: readonly number[]) {
  const { flows } = loadFlows([{ path: "order.yaml", text: webhookFlow(message) }]);
  const catalogue = compileCatalogue("1", flows);
  const { ports, world, store, posts, later, failed } = deliveryPorts({ answers });
  let drawn = 0;
  const random = () => chances[drawn++ % chances.length] ?? 0;
  const all = { ...ports, random, catalogue: { current: async () => catalogue } };
  let next: DeliveryMessage | undefined = orderMessage();
  while (next) {
    await deliver(all, next);
    const waits = later.pop();
    world.now = Math.max(world.now, waits?.dueAt ?? 0);
    next = waits?.message;
  }
  return { record: store.records[0], posts, failed };
}

const BODY = 'body: { order: "{{ event.OrderId }}" }';

test("no delivery is given up before 20 hours, whatever is drawn at random and whatever the target asks for", async () => {
  const answers = fc.array(refusals, { minLength: 18, maxLength: 18 });
  const chances = fc.array(chance, { minLength: 18, maxLength: 18 });
  await fc.assert(
    fc.asyncProperty(answers, chances, async (given, draws) => {
      const { record, posts, failed } = await deliverToTheEnd(
        `{ url: "https://hook.example/", ${BODY} }`,
        given,
        draws,
      );
      expect(posts).toHaveLength(18);
      expect(new Set(posts.map(({ body }) => body)).size).toBe(1);
      expect(record).toMatchObject({ status: "failed", round: 1, attempt: 18 });
      expect(failed).toMatchObject([{ attempts: 18, message: { round: 2, attempt: 1 } }]);
      const [first, last] = [record?.attempts[0]?.at ?? 0, record?.attempts.at(-1)?.at ?? 0];
      expect(last - first).toBeGreaterThanOrEqual(20 * HOUR);
      // The windows span a day, and for each retry the target asked for one more day.
      expect(last - first).toBeLessThanOrEqual(18 * DAY + HOUR);
    }),
    { numRuns: 200 },
  );
});

test("if Flowhook stops during the last attempt, the delivery is not given up: it is attempted once more", async () => {
  const interrupted: TargetAnswer = { type: "unanswered", reason: "interrupted", detail: "", durationMs: 100 };
  const { record } = await deliverToTheEnd(
    `{ url: "https://hook.example/", ${BODY}, retry: { attempts: 1 } }`,
    [interrupted, answered(200)],
    [0.5],
  );
  expect(record?.attempts).toMatchObject([{ reason: "interrupted", outcome: "retrying" }, { outcome: "delivered" }]);
});

test.each<[string, number, number, number]>([
  ["attempts: 3, span: 1h", 3, HOUR / 3, HOUR],
  ["attempts: 1", 1, 0, 0],
  ["schedule: [1m, 1h]", 3, HOUR + 60_000, 1.1 * (HOUR + 60_000) + 200],
])(
  "retry: { %s } makes %i attempts, and the delivery is given up in time",
  async (retry, attempts, earliest, latest) => {
    const chances = fc.array(chance, { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(chances, async (draws) => {
        const message = `{ url: "https://hook.example/", retry: { ${retry} } }`;
        const { record, posts, failed } = await deliverToTheEnd(message, [answered(503)], draws);
        expect(posts).toHaveLength(attempts);
        expect(failed).toMatchObject([{ attempts, reason: "http-503" }]);
        const took = (record?.attempts.at(-1)?.at ?? 0) - NOON;
        expect(took).toBeGreaterThanOrEqual(earliest);
        expect(took).toBeLessThanOrEqual(latest + 1);
      }),
      { numRuns: 50 },
    );
  },
);

test("the flow's status codes decide whether an answer is retried", async () => {
  const flow = (codes: string) => `{ url: "https://hook.example/", retry: { attempts: 2, status_codes: ${codes} } }`;
  const made = async (codes: string, status: number) =>
    (await deliverToTheEnd(flow(codes), [answered(status)], [0])).posts.length;
  expect(await made("{ also: [404] }", 404)).toBe(2);
  expect(await made("{ never: [503] }", 503)).toBe(1);
  expect(await made("{ never: [503] }", 500)).toBe(2);
});

test("Retry-After is honored up to the span of all retries, or up to an hour if that is longer", async () => {
  const wait = async (retry: string, after: string) => {
    const message = `{ url: "https://hook.example/", retry: { ${retry} } }`;
    const { record } = await deliverToTheEnd(message, [answered(429, { retryAfter: after }), answered(200)], [0]);
    const [first] = record?.attempts ?? [];
    return (first?.next_attempt_at ?? 0) - (first?.at ?? 0) - (first?.duration_ms ?? 0);
  };
  expect(await wait("attempts: 18", "999999999")).toBe(DAY);
  expect(await wait("attempts: 3, span: 2d", "999999999")).toBe(2 * DAY);
  expect(await wait("schedule: [1m, 1m]", "1800")).toBe(HOUR / 2);
  expect(await wait("schedule: [1m, 1m]", "999999999")).toBe(HOUR);
});
