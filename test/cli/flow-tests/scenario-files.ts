// Scenario files for tests, and the flows that they test.

import { formatScenarioProblem, type LoadedScenarios, loadScenarios } from "#cli/flow-tests/load-scenarios.ts";
import type { Scenario } from "#cli/flow-tests/scenario.ts";
import type { Flow } from "#core/flow/flow.ts";
import { worldFlows } from "../../simulated/world-flows.ts";

/** Sends a reminder two hours after a checkout without an order. */
export const CART_FLOW = `
id: cart
name: Cart
status: live
definition:
  triggers: [{ type: metric, id: Started Checkout }]
  profile_filter:
    condition_groups:
      - conditions:
          - type: profile-metric
            metric_id: Placed Order
            measurement: count
            measurement_filter: { type: numeric, operator: equals, value: 0 }
            timeframe_filter: { type: date, operator: flow-start }
  entry_action_id: wait
  actions:
    - { id: wait, type: time-delay, data: { unit: hours, value: 2 }, links: { next: remind } }
    - id: remind
      type: send-webhook
      data:
        status: live
        message:
          url: "https://mail.example/{{ event.Cart }}"
          headers: { Authorization: "Bearer {{ secrets.mail }}" }
          body: { to: "{{ email }}", name: "{{ first_name }}", items: "{{ event.Items }}" }
`;

/** Two webhooks for each order: one at once, and one that requires approval. */
export const ORDER_FLOW = `
id: order
name: Order
status: live
definition:
  triggers: [{ type: metric, id: Placed Order }]
  entry_action_id: tell
  actions:
    - id: tell
      type: send-webhook
      links: { next: gift }
      data: { status: live, message: { url: "https://chat.example/", body: { order: "{{ event.OrderId }}" } } }
    - id: gift
      type: send-webhook
      data: { status: manual, message: { url: "https://gifts.example/", body: { to: "{{ email }}" } } }
`;

/** The flows of these files. */
function flowsOf(...texts: readonly string[]): readonly Flow[] {
  return worldFlows(texts);
}

/** Event files for scenarios. */
const EVENT_FILES: Readonly<Record<string, string>> = {
  "checkout.json": JSON.stringify({
    metric: "Started Checkout",
    profile: { email: "zoe@customer.example", external_id: "z-1", first_name: "Zoë" },
    properties: { Cart: "c1", Items: [{ SKU: "MUG", Quantity: 2 }], Note: "a gift" },
    value: 20,
  }),
  "list.json": "[]",
  "broken.json": "{",
};

/** Loads a scenario file that tests both flows. */
export function load(text: string): LoadedScenarios {
  const readBeside = (path: string) => {
    const file = EVENT_FILES[path];
    if (file === undefined) throw new Error("no such file");
    return file;
  };
  return loadScenarios({ path: "cart.yaml", text, flows: flowsOf(CART_FLOW, ORDER_FLOW), readBeside });
}

/** The scenarios of a valid file. */
function scenariosOf(text: string): readonly Scenario[] {
  const { scenarios, problems } = load(text);
  if (problems.length > 0) throw new Error(problems.map(formatScenarioProblem).join("\n"));
  return scenarios;
}

/** The only scenario of a file about both flows, from its text without the name. */
export function scenario(text: string, head = "profile: { email: ada@customer.example }"): Scenario {
  const indented = text.trim().replaceAll(/^/gm, "    ");
  const [one] = scenariosOf(`${head}\nscenarios:\n  - name: A scenario\n${indented}\n`);
  if (one === undefined) throw new Error("There is no scenario");
  return one;
}
