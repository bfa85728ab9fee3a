// The inputs of hostile worlds: flows to every kind of target, with an approval and with a wait; people who review; secrets
// that change.

import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { checked, delay, type Fields, flowWith, send, sending } from "#support/flow-files.ts";
import type { Plan } from "./simulated-flowhook.ts";
import { DOWN_HOST, GONE_HOST, LOCKED_HOST, LYING_HOST, SLOW_HOST } from "./simulated-target.ts";

const EVENTS = 5;

const oneStep = (id: string, message: Fields, status = "live") => checked(sending(message, { id, status }));

/** Every body holds `version`, which shows the flows that it was rendered with. */
function flowsOf(version: number): readonly Flow[] {
  const body = { order: "{{ event.OrderId }}", version };
  const retry = { attempts: 6, span: "1h" };
  const url = "https://a.example/";
  return [
    oneStep("manual", { url, body }, "manual"),
    oneStep("gone", { url: `https://${GONE_HOST}/`, body }),
    oneStep("locked", { url: `https://${LOCKED_HOST}/{{ secrets.key }}`, body }),
    oneStep("slow", { url: `https://${SLOW_HOST}/`, body, retry }),
    oneStep("lying", { url: `https://${LYING_HOST}/`, body, retry }),
    oneStep("down", { url: `https://${DOWN_HOST}/`, retry }),
    checked(
      flowWith(
        [
          send("first", "later", { message: { url, body } }),
          delay("later", { unit: "minutes", value: 2 }, "remind"),
          send("remind", undefined, { message: { url } }),
        ],
        {},
        { id: "waiting" },
      ),
    ),
  ];
}

/** The plan without its events. */
export const HOSTILE_PLAN: Omit<Plan, "events"> = {
  flows: flowsOf(1),
  edited: flowsOf(2),
  secrets: { key: "key" },
  quietAfter: 600,
  reviews: true,
};

/** A few orders; the last two events are invalid. */
export function hostileEvents(now: number): EventMessage[] {
  return Array.from({ length: EVENTS }, (_, number) => {
    const OrderId = String(number);
    const metric = number >= EVENTS - 2 ? "" : "Placed Order";
    const event = { metric, profile: { email: "ada@customer.example" }, unique_id: OrderId, properties: { OrderId } };
    return {
      v: 1,
      format: "plain",
      request_id: `request-${number}`,
      received_at: now,
      key_id: "key",
      body: JSON.stringify(event),
    };
  });
}
