// A template reads the event that started its flow. Names of other metrics are refused with the reason.

import { describe, expect, it } from "vitest";
import type { FlowMetrics } from "#core/flow/flow-metrics.ts";
import { compileWebhookTemplate } from "#templates/webhook-template.ts";

const METRICS: FlowMetrics = {
  trigger: "Started Checkout",
  counted: ["Added to Cart", "Größe gewählt", "Event Booked"],
};

/** The problems of a template of the flow, as "line:column rule message". */
function problems(template: string, metrics: FlowMetrics | undefined = METRICS): string[] {
  const message = { url: "https://hook.example/", body: [template] };
  const compiled = compileWebhookTemplate(message, metrics);
  return compiled.ok
    ? []
    : compiled.problems.map(({ rule, line, column, message }) => `${line}:${column} ${rule} ${message}`);
}

const rules = (template: string) => problems(template).map((problem) => problem.split(" ")[1]);

describe("the data of another metric", () => {
  it("is refused with the data that a webhook has, and the alternatives", () => {
    expect(problems("Hi\n{{ event.added_to_cart.ProductName }}")).toEqual([
      '2:4 template-other-metric "event.added_to_cart.ProductName" can\'t be read. A webhook only has the data of the event ' +
        'that started the flow, "Started Checkout", even if a condition counts "Added to Cart". Send the data with "Started ' +
        'Checkout", or start a flow on "Added to Cart".',
    ]);
  });

  it.each([
    "{{ event.AddedToCart }}",
    "{{ event['Added to Cart'].ProductName }}",
    "{{ event|lookup:'Added to Cart' }}",
    "{{ event|lookup:'Added to Cart'|lookup:'ProductName' }}",
    "{{ event.added-to-cart.Items[0].Name|default:'x' }}",
    "{{ event['größe-gewählt'] }}",
    "{% if event.Added_to_Cart %}x{% endif %}",
    "{% for item in event.added_to_cart.Items %}{{ item.Name }}{% endfor %}",
    "{% assign e = event %}{{ e.added_to_cart }}",
    "{{ added_to_cart.ProductName }}",
    "{{ AddedToCart }}",
    "{{ event_added_to_cart.ProductName }}",
    "{{ added_to_cart_event.ProductName }}",
    "{{ viewed_product.ProductName }}",
    "{{ event_booked.Seat }}",
    "{{ event.event_booked.Seat }}",
  ])("is reported once in %s", (template) => {
    expect(rules(template)).toEqual(["template-other-metric"]);
  });

  it.each([
    "{{ event.Added }}",
    "{{ event.Cart }}",
    "{{ event.Items[0].AddedToCart }}",
    "{{ event.StartedCheckout }}",
    "{{ event.PlacedOrder }}",
    "{{ person.AddedToCart }}",
    "{{ person|lookup:'Added to Cart' }}",
    "{% assign added_to_cart = event.Items %}{{ added_to_cart }}",
    "{{ 'Added to Cart' }}",
    "{{ event[person.key] }}",
  ])("is not reported in %s", (template) => {
    expect(problems(template)).toEqual([]);
  });

  it("is not reported if the flow's metrics are unknown", () => {
    const message = { url: "https://hook.example/", body: ["{{ event.added_to_cart }}"] };
    expect(compileWebhookTemplate(message).ok).toBe(true);
  });
});

describe("the trigger's metric as a variable", () => {
  it("is corrected to event", () => {
    expect(problems("{{ started_checkout.Items[0].Name }}")).toEqual([
      '1:4 template-unknown-variable There is no variable "started_checkout". The data of "Started Checkout" is under ' +
        "event: {{ event.Items[0].Name }}.",
    ]);
  });
});
