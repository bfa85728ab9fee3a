// A flow that reminds of an abandoned cart, and the events that start it and end its purpose.

/** The parts of the flow that a test changes. */
export interface CartChanges {
  readonly status?: string;
  readonly body?: string;
  readonly hours?: number;
  readonly id?: string;
}

/** A cart reminder, four hours after a checkout if no order followed. */
export function cartFlow(url: string, changes: CartChanges = {}): string {
  const { status = "live", body = "{ cart: '{{ event.CartId }}' }", hours = 4, id = "remind" } = changes;
  return `
id: cart
name: Abandoned cart
status: ${status}
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
    - id: wait
      type: time-delay
      links: { next: ${id} }
      data: { unit: hours, value: ${hours} }
    - id: ${id}
      type: send-webhook
      data: { status: live, message: { url: "${url}", body: ${body} } }
`;
}

/** The profile of both events. */
export const profile = { email: "ada@customer.example" };
/** The event that starts the flow. */
export const checkout = (more: object = {}) => ({
  metric: "Started Checkout",
  profile,
  properties: { CartId: "C1" },
  ...more,
});
/** The event after which no reminder is sent. */
export const order = (more: object = {}) => ({
  metric: "Placed Order",
  profile,
  properties: { OrderId: "1001" },
  ...more,
});
