import { expect, test } from "vitest";
import { deliver } from "#app/delivery/deliver.ts";
import { DeliveryNews } from "#app/delivery/delivery-news.ts";
import type { News } from "#app/news.ts";
import { answered, deliveryPorts, orderMessage } from "#support/delivery-ports.ts";
import { NOON, sampleEvent } from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";

const MINUTE = 60_000;
const FAILED = {
  flow_id: "order",
  action_id: "send",
  delivery_id: "evt_1:order:send",
  reason: "http-404",
  status: 404,
  target: "https://hook.example",
} as const;

function newsOn(clock: { now: number }) {
  const written: News[] = [];
  return {
    written,
    news: new DeliveryNews(
      (one) => written.push(one),
      () => clock.now,
    ),
  };
}

test("the first failure of an action for a reason is logged at once, and later ones as a count", () => {
  const clock = { now: NOON };
  const { written, news } = newsOn(clock);
  for (let failed = 0; failed < 58; failed++) news.failed(FAILED);
  clock.now += 10 * MINUTE;
  news.failed(FAILED);
  news.failed(FAILED);
  expect(written.map(({ level, text }) => `${level}: ${text}`)).toEqual([
    "warn: Flow order, action send: a delivery to https://hook.example failed (http-404). The target has nothing at this URL (HTTP 404). See: flowhook deliveries show evt_1:order:send",
    "warn: Flow order, action send: 58 more deliveries to https://hook.example failed (http-404). The target has nothing at this URL (HTTP 404). See: flowhook deliveries show evt_1:order:send",
  ]);
  expect(written[1]?.fields).toEqual({ ...FAILED, news: "delivery-failed", count: 58 });
});

test("other actions and other reasons are logged separately", () => {
  const { written, news } = newsOn({ now: NOON });
  news.failed(FAILED);
  news.failed({ ...FAILED, action_id: "other" });
  news.failed({ ...FAILED, reason: "http-400", status: 400 });
  expect(written).toHaveLength(3);
});

test("a thousand actions are remembered; one more replaces the one that was logged first", () => {
  const { written, news } = newsOn({ now: NOON });
  for (let action = 0; action <= 1_000; action++) news.failed({ ...FAILED, action_id: `a-${action}` });
  news.failed({ ...FAILED, action_id: "a-1000" });
  expect(written).toHaveLength(1_001);
  news.failed({ ...FAILED, action_id: "a-0" });
  expect(written).toHaveLength(1_002);
});

test.each([
  [404, ["delivery-failed"]],
  [410, ["action-stopped", "delivery-failed"]],
  [200, []],
  [503, []],
])("deliveries that are answered with %i are logged once, as %j", async (status, expected) => {
  const { written, news } = newsOn({ now: NOON });
  const flow = webhookFlow('{ url: "https://hook.example/orders", headers: { Key: "{{ secrets.hush }}" } }');
  const { ports } = deliveryPorts({ flow, answers: [answered(status)], secrets: { hush: "hunter2" } });
  for (const id of ["evt_1", "evt_2"]) await deliver({ ...ports, news }, orderMessage({ event: sampleEvent({ id }) }));
  expect(written.map(({ fields }) => fields["news"])).toEqual(expected);
  expect(JSON.stringify(written)).not.toContain("hunter2");
});
