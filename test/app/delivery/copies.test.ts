// Two copies of an event with the same id and other data, such as two requests with one unique_id: the copy that is attempted first
// gives the delivery its data, in every attempt, record and dead letter.

import { expect, it } from "vitest";
import { deliver } from "#app/delivery/deliver.ts";
import { answered, deliveryPorts, orderMessage } from "#support/delivery-ports.ts";
import { NOON, sampleEvent } from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";

const copyOf = (OrderId: string, at: number) => {
  const event = sampleEvent({ id: "evt_1", properties: { OrderId }, time: at, received_at: at });
  return orderMessage({ event, started_at: at, due_at: at });
};

const first = copyOf("first", NOON - 2_000);
const second = copyOf("second", NOON - 1_000);

it("after a success, another copy sends nothing and leaves the record unchanged", async () => {
  const { ports, posts, store } = deliveryPorts();
  await deliver(ports, first);
  const [before] = store.records;
  expect(await deliver(ports, second)).toBe("done");
  expect(posts.map(({ body }) => body)).toEqual(['{"order":"first"}']);
  expect(store.records).toEqual([before]);
  expect(before?.event).toEqual(first.event);
});

it("while an attempt is in flight, another copy is held back", async () => {
  const { ports, posts } = deliveryPorts();
  const { promise, resolve } = Promise.withResolvers<void>();
  const post = ports.target.post;
  const slow = {
    ...ports,
    target: { post: (request: Parameters<typeof post>[0]) => promise.then(() => post(request)) },
  };
  const sending = deliver(slow, first);
  expect(await deliver(slow, second)).toBe("held");
  resolve();
  expect(await sending).toBe("done");
  expect(await deliver(slow, second)).toBe("done");
  expect(posts.map(({ body }) => body)).toEqual(['{"order":"first"}']);
});

it.each([
  ["the next attempt", 503],
  ["the dead letter", 404],
])("%s that another copy sends again has the data of the first copy", async (_, status) => {
  const { ports, posts, later, failed } = deliveryPorts({ answers: [answered(status)] });
  await deliver(ports, first);
  expect(await deliver(ports, second)).toBe("done");
  const [one, again] = status === 503 ? later : failed;
  expect(one?.message).toMatchObject({ event: first.event, started_at: first.started_at, due_at: first.due_at });
  expect(again).toEqual(one);
  expect(posts).toHaveLength(1);
});

it("the second attempt has the URL, the headers and the body of the first copy, whichever copy asked for it", async () => {
  const url = "https://hook.example/{{ event.OrderId }}";
  const flow = webhookFlow(
    `{ url: "${url}", headers: { order: "{{ event.OrderId }}" }, body: { order: "{{ event.OrderId }}" } }`,
  );
  const { ports, posts, later } = deliveryPorts({ flow, answers: [answered(503), answered(200)] });
  await deliver(ports, first);
  await deliver(ports, second);
  for (const { message } of later.toReversed()) await deliver(ports, message);
  expect(posts.map(({ url: to, headers, body }) => [to, headers["order"], body])).toEqual(
    Array(2).fill(["https://hook.example/first", "first", '{"order":"first"}']),
  );
});
