// Scenario files for tests, and the flows that they test.

import { formatScenarioProblem, type LoadedScenarios, loadScenarios } from "#cli/flow-tests/load-scenarios.ts";
import type { Scenario } from "#cli/flow-tests/scenario.ts";
import { cartFlow, flowText, flowWith, loadedFlows, send } from "#support/flow-files.ts";

/** Sends a reminder two hours after a checkout without an order. */
export const CART_FLOW = cartFlow({
  name: "Cart",
  hours: 2,
  message: {
    url: "https://mail.example/{{ event.Cart }}",
    headers: { Authorization: "Bearer {{ secrets.mail }}" },
    body: { to: "{{ email }}", name: "{{ first_name }}", items: "{{ event.Items }}" },
  },
});

/** Two webhooks for each order: one at once, and one that requires approval. */
export const ORDER_FLOW = flowText(
  flowWith([
    send("tell", "gift", { message: { url: "https://chat.example/", body: { order: "{{ event.OrderId }}" } } }),
    send("gift", undefined, {
      status: "manual",
      message: { url: "https://gifts.example/", body: { to: "{{ email }}" } },
    }),
  ]),
);

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
  return loadScenarios({ path: "cart.yaml", text, flows: loadedFlows(CART_FLOW, ORDER_FLOW), readBeside });
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
