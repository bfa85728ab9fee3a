// How long does a payload take to render, against liquidjs as it comes? Parsing is not counted, as a template is parsed once.
// liquidjs gives texts for the same fields and is not asked to make JSON of them, which leaves it less to do.

import { Liquid } from "liquidjs";
import type { Event } from "#core/event/event.ts";
import type { Message } from "#templates/compile-message.ts";
import { templateScope } from "#templates/template-scope.ts";
import { compileWebhookTemplate } from "#templates/webhook-template.ts";
import { atMost, type Check, stated } from "../report/checks.ts";
import { median } from "../report/distribution.ts";
import type { Scenario } from "./context.ts";

const NOW = Date.UTC(2024, 2, 1);

const ORDER: Event = {
  id: "evt_0",
  metric: "Placed Order",
  profile: { email: "shah@example.com", first_name: "Shah", last_name: "Karim", location: { city: "Boston" } },
  properties: {
    OrderId: "A-1001",
    Gift: false,
    Tags: ["sale", "kitchen"],
    Items: [
      { ProductName: "Mug", Quantity: 1, ItemPrice: 12.5 },
      { ProductName: "Plate", Quantity: 4, ItemPrice: 4.35 },
    ],
  },
  time: NOW,
  value: 29.9,
  received_at: NOW,
};

/** Lone outputs, texts with outputs, filters, an array. */
const TEN_FIELDS = {
  order: "{{ event.OrderId }}",
  total: "{{ event|lookup:'$value' }}",
  name: "{{ first_name }} {{ last_name }}",
  email: "{{ email }}",
  city: "{{ person.location.city }}",
  items: "{{ event.Items }}",
  tags: "{{ event.Tags | join: ', ' }}",
  gift: "{{ event.Gift }}",
  code: "{{ event.OrderId | upcase }}",
  greeting: "Hello {{ person.nickname | default: 'friend' }}!",
};

const LOOP = `{
  "lines": [{% for item in event.Items %}
    { "name": "{{ item.ProductName }}", "quantity": {{ item.Quantity }} }{% unless forloop.last %},{% endunless %}
  {% endfor %}],
  "gift": {% if event.Gift %}"yes"{% else %}"no, {{ first_name }}"{% endif %}
}`;

type Render = () => unknown;

/** A payload, rendered by each of the two. */
interface Pair {
  readonly name: string;
  readonly ours: Render;
  readonly stock: Render;
}

/** Flowhook's templates and liquidjs's, in turn. */
export const templates: Scenario = {
  name: "templates",
  async run({ rounds, seconds, print }) {
    const pairs = [pair("a payload of ten fields", TEN_FIELDS), pair("a payload with a loop and a condition", LOOP)];
    const checks = pairs.flatMap((each) => checksOf(each, rounds, (seconds * 1000) / SLICES));
    for (const { budget, measured, unit } of checks) print(`templates: ${budget}, ${measured.toFixed(2)} ${unit}`);
    return { rows: [], checks };
  },
};

/** Slices of a run's length that each of the two is measured for, in turn. */
const SLICES = 10;

function pair(name: string, body: NonNullable<Message["body"]>): Pair {
  const compiled = compileWebhookTemplate({ url: "https://api.example.com/", body });
  if (!compiled.ok) throw new Error(compiled.problems[0]?.message);
  const scope = templateScope(ORDER, {}, NOW);
  const ours = () => compiled.template.renderBody(scope);
  if (!ours().ok) throw new Error(`${name} can't be rendered`);
  return { name, ours, stock: stockRender(typeof body === "string" ? [body] : Object.values(TEN_FIELDS)) };
}

/** Each of the fields by liquidjs, which lacks Klaviyo's lookup. */
function stockRender(fields: readonly string[]): Render {
  const liquid = new Liquid();
  liquid.registerFilter("lookup", (value: Record<string, unknown>, name: string) => value[name]);
  const parsed = fields.map((field) => liquid.parse(field));
  const { event, person } = templateScope(ORDER, {}, NOW);
  const { email, first_name, last_name } = ORDER.profile;
  const variables = { event, person, email, first_name, last_name };
  return () => parsed.map((template) => liquid.renderSync(template, variables));
}

function checksOf({ name, ours, stock }: Pair, rounds: number, sliceMs: number): Check[] {
  // The first of each warms up.
  for (const render of [ours, stock]) microseconds(render, sliceMs);
  const measured = Array.from({ length: rounds }, () => [microseconds(ours, sliceMs), microseconds(stock, sliceMs)]);
  const our = median(measured.map(([one = Number.NaN]) => one));
  const their = median(measured.map(([, other = Number.NaN]) => other));
  return [
    atMost(`${name}, time against liquidjs`, 1, our / their),
    stated(`${name}, rendered by Flowhook`, our, "µs"),
    stated(`${name}, rendered by liquidjs`, their, "µs"),
  ];
}

/** Renderings between two looks at the clock. */
const BATCH = 100;

function microseconds(render: Render, forMs: number): number {
  const start = performance.now();
  let renderings = 0;
  let passed = 0;
  while (passed < forMs) {
    for (let index = 0; index < BATCH; index++) render();
    renderings += BATCH;
    passed = performance.now() - start;
  }
  return (passed * 1000) / renderings;
}
