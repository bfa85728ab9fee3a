import { expect, test } from "vitest";
import type { DeliveryPorts } from "#app/delivery/deliver.ts";
import { OPEN_GATE } from "#app/targets/target-gate.ts";
import type { Claim } from "#core/delivery/claim.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import { toRecord } from "#support/aws/sqs-record.ts";
import { deliveryWork } from "../../../lambdas/dispatcher/delivery-work.ts";

function message(eventId: string): DeliveryMessage {
  const event = { id: eventId, metric: "M", profile: { id: "p" }, properties: {}, time: 0, received_at: 0 };
  return {
    v: 1,
    kind: "delivery",
    event,
    flow_id: "f",
    action_id: "a",
    round: 1,
    attempt: 1,
    started_at: 0,
    due_at: 0,
  };
}

/** Ports by which only a claim is ever asked for. */
function claiming(claims: Record<string, Claim | Error>): DeliveryPorts {
  const unused = () => Promise.reject(new Error("not asked for here"));
  return {
    store: {
      claim({ event_id }) {
        const claim = claims[event_id];
        return claim === undefined || claim instanceof Error ? Promise.reject(claim) : Promise.resolve(claim);
      },
      record: unused,
      get: unused,
      list: unused,
    },
    catalogue: { current: async () => ({ flows: new Map() }) },
    gate: OPEN_GATE,
    delayedDispatches: { sendLater: unused },
    failedDeliveries: { send: unused },
    stops: { find: unused, gone: unused },
    secrets: { get: unused, signing: unused },
    target: { post: unused },
    now: () => 0,
    random: () => 0,
    newOwner: () => "owner",
    hmac: () => "",
    version: "0",
    organization: {},
    organizationZone: "UTC",
  };
}

test("the deliveries of a batch have separate results: one is done, one is held by another worker, one failed", async () => {
  const failed = new Error("no table");
  const ports = claiming({ e1: { type: "superseded" }, e2: { type: "held" }, e3: failed });
  const work = deliveryWork(ports, () => Promise.resolve());
  expect(await work.work([message("e1"), message("e2"), message("e3")])).toEqual(["done", "held", { failed }]);
});

test("a record of the dispatch queue is read as the delivery message that the matcher sent", () => {
  const work = deliveryWork(claiming({}), () => Promise.resolve());
  expect(work.decode(toRecord({ body: JSON.stringify(message("e1")) }))).toEqual({ ok: true, message: message("e1") });
  expect(work.decode(toRecord({ body: "{}" }))).toMatchObject({ ok: false });
});
