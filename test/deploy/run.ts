// The real stack, deployed by the real CDK onto an emulator of AWS: the test sends events and receives webhooks. Run by
// `npm run test:deploy`. Its files are in .emulator/.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { refuseCloudEvents, sendCloudEvents } from "./cloudevents-client.ts";
import { type Deployed, deployOnEmulator } from "./deployed.ts";
import { failThenDeploy, refuseRemoval } from "./failing-deployment.ts";
import { failAndRecover } from "./failing-target.ts";
import type { TestFlow } from "./flow-files.ts";
import { keepToRate, keepToScopes, liveThrough, sendWithBasic } from "./key-life.ts";
import { sendWithKlaviyo } from "./klaviyo-client.ts";
import { createKlaviyoJob, sendInBulk } from "./many-events.ts";
import type { OrderTarget } from "./order-target.ts";
import { refuseAfterwards, refuseInvalidEvents } from "./refused-events.ts";
import { sendWithSegment } from "./segment-client.ts";
import { redriveAndReplay } from "./sending-again.ts";
import { takeSignedRequests } from "./signed-sources.ts";
import type { DeployedStack } from "./stack.ts";
import { listAndCancel, retryAfterAnHour, wakeAfterAnHour } from "./waiting.ts";

const good: TestFlow = { id: "good", metric: "Placed Order", path: "/good", says: "thanks" };
const unknown: TestFlow = { id: "unknown", metric: "Cancelled Order", path: "/unknown", says: "sorry" };
const busy: TestFlow = { id: "busy", metric: "Refunded Order", path: "/busy", says: "money back" };
const failing: TestFlow = { id: "failing", metric: "Fulfilled Order", path: "/failing", says: "on its way" };

const abandoned: TestFlow = {
  id: "abandoned",
  metric: "Started Checkout",
  path: "/abandoned",
  says: "you left something",
  reminder: { minutes: 1, unless: "Placed Order" },
};

const patient: TestFlow = {
  id: "patient",
  metric: "Joined Club",
  path: "/patient",
  says: "still there?",
  reminder: { minutes: 60, unless: "Left Club" },
};

/** A target that differs from all others, whose circuits must stay closed. */
const down: TestFlow = {
  id: "down",
  metric: "Ordered Product",
  path: "/down",
  host: "localhost",
  says: "one of these",
};

let deployed: Deployed;
let stack: DeployedStack;
let receiver: OrderTarget;
let key: string;

before(
  async () => {
    deployed = await deployOnEmulator([good, unknown, busy, failing, abandoned, patient, down]);
    ({ stack, receiver } = deployed);
    key = await stack.secret("IngestKeySecret");
  },
  { timeout: 600_000 },
);

after(() => deployed?.close());

const ADA = { email: "ada+1@example.com", first_name: "Adà & Co" };

/** Two profiles that check out, each with two identifiers. */
const BUYER = { email: "buyer@example.com", phone_number: "+4511111111" };
const LEAVER = { email: "leaver@example.com", phone_number: "+4522222222" };

function event(metric: string, uniqueId: string, profile: object = ADA): string {
  return JSON.stringify({
    metric,
    profile,
    properties: { OrderId: uniqueId, Items: [{ Name: "Socken ½ price = 100 %", Price: 9.5 }] },
    unique_id: uniqueId,
  });
}

function sendEvent(metric: string, uniqueId: string, profile?: object) {
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  return stack.send(event(metric, uniqueId, profile), headers);
}

// A test below checks the result, after the minute has passed.
test("two profiles check out, one of them twice, and the other orders with one of its two identifiers", async () => {
  await sendEvent("Started Checkout", "buyer-cart", BUYER);
  await sendEvent("Started Checkout", "leaver-cart", LEAVER);
  await stack.rowsOf("StateProfiles", 4, (row) => row["sk"]?.S === "entry#abandoned");
  await sendEvent("Started Checkout", "leaver-second-cart", LEAVER);
  await sendEvent("Placed Order", "buyer-order", { phone_number: BUYER.phone_number });
  await stack.rowsOf("StateProfiles", 1, (row) => row["sk"]?.S?.startsWith("metric#Placed Order#"));
  assert.deepEqual(receiver.received("leaver-cart"), []);
});

test("an event is accepted and becomes a signed webhook", { timeout: 90_000 }, async () => {
  const accepted = await sendEvent("Placed Order", "order-1");
  assert.equal(accepted.status, 202, accepted.body);
  assert.match(JSON.parse(accepted.body).request_id, /^[0-9a-f-]{36}$/);
  const [webhook] = await receiver.requests("order-1", 1);
  assert.ok(webhook);
  const payload = new Webhook(await stack.signingSecret()).verify(webhook.body, webhook.headers);
  assert.deepEqual(payload, {
    says: "thanks",
    to: "Adà & Co at ada+1@example.com",
    items: [{ Name: "Socken ½ price = 100 %", Price: 9.5 }],
  });
  assert.match(webhook.headers["webhook-id"] ?? "", /^evt_[0-9a-f]{32}:good:send$/);
  assert.equal(webhook.path, "/good");
});

test("a key in Klaviyo's form is accepted too", { timeout: 60_000 }, async () => {
  const headers = { authorization: `Klaviyo-API-Key ${key}`, "content-type": "application/json; charset=utf-8" };
  const answer = await stack.send(event("Viewed Product", "view-1"), headers);
  assert.equal(answer.status, 202, answer.body);
});

test("an event of Klaviyo's client becomes a webhook, and a bad one is a 400", { timeout: 90_000 }, () =>
  sendWithKlaviyo(deployed),
);

test("many events in one request become webhooks, and each has its result in the answer", { timeout: 120_000 }, () =>
  sendInBulk(deployed, key, (order) => event("Placed Order", order)),
);

test("the events of a job of Klaviyo's client become webhooks", { timeout: 90_000 }, () => createKlaviyoJob(deployed));

test("signed requests of a shop, of Stripe and of GitHub reach flows without code", { timeout: 300_000 }, () =>
  takeSignedRequests(deployed),
);

const order = (id: string) => event("Placed Order", id);

test("a key works from its creation to its revocation, over a rotation", { timeout: 400_000 }, () =>
  liveThrough(deployed, order),
);

test("a key keeps to its scope", { timeout: 120_000 }, () => keepToScopes(deployed, order));

test("a key keeps to its rate", { timeout: 90_000 }, () => keepToRate(deployed, order));

test("a key is accepted as the user name of Basic authentication", { timeout: 90_000 }, () =>
  sendWithBasic(deployed, order),
);

test("CloudEvents in every mode become webhooks", { timeout: 120_000 }, () => sendCloudEvents(deployed, key));

test("a target that answers 404 ends in the failed deliveries, with the reason", { timeout: 90_000 }, async () => {
  receiver.answer("/unknown", [404]);
  await sendEvent("Cancelled Order", "order-2");
  const letter = await stack.deadLetter("FailedDeliveriesUrl");
  const attributes = Object.entries(letter.MessageAttributes ?? {}).map(([name, { StringValue }]) => [
    name,
    StringValue,
  ]);
  const { first_attempt_at, last_attempt_at, ...rest } = Object.fromEntries(attributes);
  const expected = { reason: "http-404", status: "404", flow: "unknown", target: receiver.url, attempts: "1" };
  assert.deepEqual(rest, expected);
  assert.equal(first_attempt_at, last_attempt_at);
  assert.ok(Math.abs(Date.parse(first_attempt_at ?? "") - Date.now()) < 120_000, first_attempt_at);
  const message = JSON.parse(letter.Body ?? "");
  assert.deepEqual([message.round, message.attempt, message.event.unique_id], [2, 1, "order-2"]);
});

test("a failed delivery is shown by the management API and sent again from there", { timeout: 90_000 }, async () => {
  const [first] = await receiver.requests("order-2", 1);
  const id = first?.headers["webhook-id"] ?? "";
  const shown = await stack.manage("GET", `/deliveries/${encodeURIComponent(id)}`);
  assert.equal(shown.status, 200, shown.body);
  assert.equal(JSON.parse(shown.body).data.status, "failed");
  const listed = await stack.manage("GET", "/dead-letters");
  assert.deepEqual(
    JSON.parse(listed.body).data.map((letter: { id: string }) => letter.id),
    [id],
  );
  const retried = await stack.manage("POST", `/deliveries/${encodeURIComponent(id)}/retry`);
  assert.equal(retried.status, 202, retried.body);
  const [, again] = await receiver.requests("order-2", 2);
  assert.equal(again?.headers["webhook-id"], id);
});

test(
  "dead letters are sent again by selection once the target has recovered, and delivered ones as a replay",
  {
    timeout: 180_000,
  },
  (context) =>
    redriveAndReplay(deployed, unknown, {
      orders: ["order-21", "order-22", "order-23"],
      sendOrder: (order) => sendEvent("Cancelled Order", order),
      report: (text) => context.diagnostic(text),
    }),
);

test("a webhook is sent by hand, and recorded as a test", { timeout: 60_000 }, async () => {
  const body = JSON.stringify({ event: JSON.parse(event("Placed Order", "order-24")) });
  const tried = await stack.manage("POST", "/flows/good/test-send", { body });
  assert.equal(tried.status, 200, tried.body);
  const { status, attempts } = JSON.parse(tried.body).data;
  assert.deepEqual([status, attempts.length, attempts[0].status], ["tested", 1, 200]);
  const [webhook] = await receiver.requests("order-24", 1);
  assert.equal(webhook?.headers["flowhook-test"], "true");
});

test("the management API refuses requests without the admin token", { timeout: 60_000 }, async () => {
  const answers = [
    await stack.manage("GET", "/deliveries", { headers: {} }),
    await stack.manage("GET", "/deliveries", { headers: { authorization: `Bearer ${key}` } }),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [401, 401],
  );
});

test("a target that answers 500 and then 200 gets the same webhook again", { timeout: 90_000 }, async () => {
  receiver.answer("/failing", [500]);
  await sendEvent("Fulfilled Order", "order-3");
  const [first, second] = await receiver.requests("order-3", 2);
  assert.ok(first && second);
  assert.equal(second.headers["webhook-id"], first.headers["webhook-id"]);
  assert.equal(second.body, first.body);
});

test(
  "a target that asks for an hour gets the retry from the waits table once the hour is over",
  { timeout: 90_000 },
  () => retryAfterAnHour(deployed, busy, (order) => sendEvent(busy.metric, order)),
);

test("a run that waits for an hour is listed and counted, and cancelled", { timeout: 90_000 }, () =>
  listAndCancel(stack, patient, () => sendEvent(patient.metric, "member-1")),
);

test("a run that waits for an hour wakes: the sweeper moves it from the table to its queue", { timeout: 120_000 }, () =>
  wakeAfterAnHour(deployed, patient, () => sendEvent(patient.metric, "member-2", { email: "member-2@example.com" })),
);

test("an invalid event is refused before it is stored", { timeout: 90_000 }, () =>
  refuseInvalidEvents(stack, key, event("Placed Order", "order-5")),
);

test(
  "an event that only the parser can refuse ends in the events' dead letters, with the reason",
  {
    timeout: 90_000,
  },
  () => refuseAfterwards(stack, key),
);

test(
  "a CloudEvent that is not valid is a 400, or a dead letter if only its mapping is wrong",
  { timeout: 120_000 },
  () => refuseCloudEvents(deployed, key),
);

test("events of Segment's client become webhooks, and a bad one among them a dead letter", { timeout: 120_000 }, () =>
  sendWithSegment(deployed),
);

test("the profile that left its checkout is reminded once, a minute later, and the one that ordered is not", {
  timeout: 180_000,
}, async () => {
  const [reminder] = await receiver.requests("leaver-cart", 1, 120_000);
  assert.equal(JSON.parse(reminder?.body ?? "").says, "you left something");
  const skipped = await stack.rowsOf("StateDeliveries", 1, (row) => row["status"]?.S === "skipped");
  assert.deepEqual(
    skipped.map((row) => [row["sk"]?.S, row["reason"]?.S]),
    [["abandoned#send", "profile-filter-failed"]],
  );
  const all = ["buyer-cart", "leaver-cart", "leaver-second-cart"].map((cart) => receiver.received(cart).length);
  assert.deepEqual(all, [0, 1, 0]);
});

test(
  "a target that keeps failing is spared until a probe succeeds, and then receives all deliveries",
  {
    timeout: 240_000,
  },
  () => failAndRecover(deployed, down, (order) => sendEvent(down.metric, order)),
);

test("deployments that are refused or fail change nothing", { timeout: 400_000 }, async () => {
  refuseRemoval(deployed);
  await failThenDeploy(deployed);
});

test("the next deployment changes flows, and disables flows whose files are gone", { timeout: 400_000 }, async () => {
  await deployed.redeploy([{ ...good, path: "/changed", says: "many thanks" }, unknown]);
  // Functions read new flows every few seconds; after that the disabled flow sends nothing.
  for (let [order, inARow] = [1, 0]; inARow < 2; order++) {
    assert.ok(order < 60, "The new flows were not used");
    await sendEvent("Fulfilled Order", `fulfilled-${order}`);
    await sendEvent("Placed Order", `placed-${order}`);
    const [placed] = await receiver.requests(`placed-${order}`, 1);
    const isNew = placed?.path === "/changed" && receiver.received(`fulfilled-${order}`).length === 0;
    inARow = isNew ? inARow + 1 : 0;
    assert.equal(JSON.parse(placed?.body ?? "").says, placed?.path === "/changed" ? "many thanks" : "thanks");
  }
});
