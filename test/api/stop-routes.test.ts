import { expect, test } from "vitest";
import { refusals } from "#api/refusals.ts";
import { stopRoutes } from "#api/stop-routes.ts";
import { deliveryPorts } from "#support/delivery-ports.ts";
import { NOON } from "#support/delivery-samples.ts";

const GONE = {
  flow_id: "order",
  action_id: "send",
  url: "https://hook.example/orders",
  stopped_at: NOON,
  delivery_id: "evt_1:order:send",
};
const SHOWN = { ...GONE, reason: "target-gone", stopped_at: new Date(NOON).toISOString() };

function routes() {
  const { ports, stops } = deliveryPorts();
  const app = stopRoutes(
    ports,
    refusals(() => "request-1"),
  );
  const ask = async (method: string, path: string) => {
    const answer = await app.request(path, { method });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  return { ask, stops };
}

test("a stopped action is listed with its URL, the time of the stop and the delivery that caused it", async () => {
  const { ask, stops } = routes();
  expect(await ask("GET", "/stopped-actions")).toEqual({ status: 200, body: { data: [] } });
  await stops.gone(GONE);
  expect(await ask("GET", "/stopped-actions")).toEqual({ status: 200, body: { data: [SHOWN] } });
});

test("an action whose flow has changed in the meantime is not listed as stopped", async () => {
  const { ask, stops } = routes();
  await stops.gone({ ...GONE, url: "https://hook.example/before" });
  await stops.gone({ ...GONE, action_id: "other" });
  await stops.gone({ ...GONE, flow_id: "other" });
  expect((await ask("GET", "/stopped-actions")).body).toEqual({ data: [] });
});

test("an action is resumed once; a second request returns 404", async () => {
  const { ask, stops } = routes();
  await stops.gone(GONE);
  expect(await ask("POST", "/stopped-actions/order/send/resume")).toEqual({ status: 200, body: { data: SHOWN } });
  expect((await ask("GET", "/stopped-actions")).body).toEqual({ data: [] });
  expect(await ask("POST", "/stopped-actions/order/send/resume")).toMatchObject({
    status: 404,
    body: { errors: [{ code: "not_found", detail: 'No action "send" of "order" is stopped.' }] },
  });
});
