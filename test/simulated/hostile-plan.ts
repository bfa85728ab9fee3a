// The inputs of hostile worlds: flows to every kind of target, with an approval and with a wait; people who review; secrets
// that change.

import type { EventMessage } from "#core/messages/event-message.ts";
import type { Plan } from "./simulated-flowhook.ts";
import { DOWN_HOST, GONE_HOST, LOCKED_HOST, LYING_HOST, SLOW_HOST } from "./simulated-target.ts";
import { worldFlows } from "./world-flows.ts";

const EVENTS = 5;

const head = (id: string, status: string, metric = "Placed Order") => `
id: ${id}
name: ${id}
status: ${status}
definition:
  triggers: [{ type: metric, id: ${metric} }]
`;

const send = (id: string, url: string, more = "", next = "null") =>
  `    - { id: ${id}, type: send-webhook, links: { next: ${next} }, data: { status: live, message: { url: "${url}"${more} } } }\n`;

const oneStep = (id: string, url: string, { status = "live", more = "" } = {}) =>
  `${head(id, status)}  entry_action_id: send\n  actions:\n${send("send", url, more)}`;

const WAIT = "    - { id: later, type: time-delay, links: { next: remind }, data: { unit: minutes, value: 2 } }\n";

/** Every body holds `version`, which shows the flows that it was rendered with. */
function flowsOf(version: number) {
  const body = `, body: { order: "{{ event.OrderId }}", version: ${version} }`;
  const retry = ", retry: { attempts: 6, span: 1h }";
  return worldFlows([
    oneStep("manual", "https://a.example/", { status: "manual", more: body }),
    oneStep("gone", `https://${GONE_HOST}/`, { more: body }),
    oneStep("locked", `https://${LOCKED_HOST}/{{ secrets.key }}`, { more: body }),
    oneStep("slow", `https://${SLOW_HOST}/`, { more: body + retry }),
    oneStep("lying", `https://${LYING_HOST}/`, { more: body + retry }),
    oneStep("down", `https://${DOWN_HOST}/`, { more: retry }),
    `${head("waiting", "live")}  entry_action_id: first\n  actions:\n${send("first", "https://a.example/", body, "later")}${WAIT}${send("remind", "https://a.example/")}`,
  ]);
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
      ...{ v: 1, format: "plain", request_id: `request-${number}`, received_at: now, key_id: "key" },
      body: JSON.stringify(event),
    };
  });
}
