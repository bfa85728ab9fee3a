import { describe, expect, it } from "vitest";
import type { SampleEvent } from "#app/lint/sample-variables.ts";
import type { Event } from "#core/event/event.ts";
import type { Fields } from "#support/flow-files.ts";
import { flowFile, sending, triggered, webhook } from "#support/flow-files.ts";
import { warningPlaces, warnings } from "./linted.ts";

function sample(file: string, event: Partial<Event>): SampleEvent {
  const profile = { email: "ada@b.example" };
  return {
    file,
    event: { id: "1", metric: "Placed Order", profile, properties: {}, time: 0, received_at: 0, ...event },
  };
}

const ORDER = sample("order.json", {
  value: 5,
  profile: { email: "ada@b.example", location: { city: "Bern" }, properties: { Points: 3 } },
  properties: {
    OrderId: "A-1",
    Note: null,
    ShippingAddress: { City: "Bern" },
    Tags: [],
    Items: [{ SKU: "A" }, { SKU: "B", Gift: { Text: "Hi" } }],
    Totals: { net: 4, gross: 5 },
  },
});
const GIFT = sample("gift.json", { properties: { Voucher: "V-1" } });
const OTHER = sample("cart.json", { metric: "Added to Cart", properties: { CartId: "C" } });

/** The variables that are reported for a template, with one sample each: order.json, gift.json and cart.json. */
function unknown(template: string): string[] {
  return warnings(sending({ body: { a: template } }), [ORDER, GIFT, OTHER]).map(
    (warning) => /has (.*?)\.(?: Did| Checked)/.exec(warning)?.[1] ?? warning,
  );
}

describe("a variable that a sample event has is known", () => {
  it.each([
    "{{ event.OrderId }} {{ event.Voucher }}",
    "{{ event.Note }}",
    "{{ event.ShippingAddress.City }}",
    "{{ event|lookup:'ShippingAddress'|lookup:'City' }}",
    "{{ event|lookup:'$value' }}",
    "{{ event.Items[1].SKU }} {{ event.Items[-1].SKU }} {{ event.Items.first.SKU }} {{ event.Items.last.Gift.Text }}",
    "{{ event.Items.size }} {{ event.OrderId.size }} {{ event.Totals.size }} {{ event.Tags.size }}",
    "{% for item in event.Items %}{{ item.SKU }}{{ item.Gift.Text }}{{ forloop.index }}{% endfor %}",
    "{% for tag in event.Tags %}{{ tag.Name }}{% endfor %}{{ event.Tags[0] }}",
    "{% for total in event.Totals %}{{ total[0] }}: {{ total[1] }}{% endfor %}",
    "{% for id in event.OrderId %}{{ id }}{% endfor %}",
    "{{ event.Totals[event.OrderId] }}",
    "{{ email }} {{ person.email }} {{ person.location.city }} {{ person.City }} {{ person.Points }}",
    "{{ person|lookup:'Points' }}",
    "{{ organization.name }}",
    "{% assign address = event.ShippingAddress %}{{ address.City }}",
    "{% today '%Y' as year %}{{ year }}",
  ])("%s", (template) => {
    expect(unknown(template)).toEqual([]);
  });
});

describe("a variable that no sample event has is reported", () => {
  it.each<[string, string[]]>([
    ["{{ event.OrderID2 }}", ["event.OrderID2"]],
    ["{{ event.ShippingAddress.Zip }}", ["event.ShippingAddress.Zip"]],
    ["{{ event.Note.Text }}", ["event.Note.Text"]],
    ["{{ event.OrderId.First }}", ["event.OrderId.First"]],
    ["{{ event|lookup:'Order Id' }}", ["event['Order Id']"]],
    ["{{ event.Items[2].SKU }}", ["event.Items[2].SKU"]],
    ["{{ event.Items.SKU }}", ["event.Items.SKU"]],
    ["{% for item in event.Items %}{{ item.Name }}{% endfor %}", ["event.Items[].Name"]],
    ["{% for total in event.Totals %}{{ total[2] }}{% endfor %}", ["event.Totals[][2]"]],
    [
      "{{ first_name }} {{ person.location.zip }} {{ person.Level }}",
      ["first_name", "person.location.zip", "person.Level"],
    ],
    ["{{ event.CartId }}", ["event.CartId"]],
    ["{{ event.A | upcase }} {{ event.B | append: event.C }}", ["event.A", "event.B", "event.C"]],
  ])("%s", (template, expected) => {
    expect(unknown(template)).toEqual(expected);
  });

  it("with the most similar name and the files that were checked", () => {
    const body = { a: "one\n {{ event.ShippingAdress.City }}" };
    expect(warnings(sending({ body }), [ORDER, OTHER, GIFT])).toEqual([
      "flow-variable-not-in-samples /definition/actions/0/data/message/body/a No sample event of " +
        '"Placed Order" has event.ShippingAdress.City. Did you mean event.ShippingAddress? Checked samples: order.json, gift.json.',
    ]);
  });

  it("with the most similar name at the position where the path ends", () => {
    const body = { a: "{% for item in event.Items %}{{ item.Gift.Texts }}{% endfor %}" };
    expect(warnings(sending({ body }), [ORDER])[0]).toContain(
      "Did you mean event.Items[].Gift.Text? Checked samples: order.json.",
    );
  });

  it("with a few of many files", () => {
    const many = ["a", "b", "c", "d", "e", "f"].map((file) => sample(file, {}));
    expect(warnings(sending({ body: { a: "{{ event.A }}" } }), many)[0]).toContain(
      "Checked samples: a, b, c, d and 2 more.",
    );
  });

  it("once for each webhook, including its URL and headers", () => {
    const data = {
      status: "live",
      message: {
        url: "https://hook.example/{{ event.A }}",
        headers: { "X-B": "{{ event.B }}{{ secrets.b }}" },
        body: { a: "{{ event.A }}", b: "{{ event.C }} {{ event.C }}" },
      },
    };
    const actions = [webhook({ data, links: { next: "again" } }), webhook({ id: "again", data })];
    const places = ["url", "headers/X-B", "body/b"];
    expect(warningPlaces(flowFile({}, { actions }), [ORDER])).toEqual(
      [0, 1].flatMap((action) =>
        places.map((place) => `flow-variable-not-in-samples /actions/${action}/data/message/${place}`),
      ),
    );
  });

  it("without the variables that are read inside it", () => {
    expect(unknown("{% for line in event.Lines %}{{ line.SKU }}{% endfor %}{{ event.Lines.size }}")).toEqual([
      "event.Lines",
    ]);
  });
});

describe("a variable that the template treats as optional is not reported", () => {
  it.each([
    "{{ event.A | default: 'x' }}",
    "{{ event|lookup:'A b'|upcase|default:'x' }}",
    "{% if event.A %}{{ event.A }}{{ event.A.B }}{% endif %}",
    "{% unless event.A == 1 %}{{ event.A }}{% endunless %}",
    "{% case event.A %}{% when 1 %}{{ event.A }}{% endcase %}",
    "{% for item in event.Items %}{% if item.Name %}{{ item.Name }}{% endif %}{% endfor %}",
  ])("%s", (template) => {
    expect(unknown(template)).toEqual([]);
  });

  it.each<[string, string[]]>([
    ["{% if event.A %}{{ event.B }}{% endif %}", ["event.B"]],
    ["{% if event.A %}{% endif %}{{ event.A }}", ["event.A"]],
    ["{{ event.A | append: event.B | default: 'x' }}", ["event.B"]],
    ["{% if event.ShippingAddress %}{{ event.ShippingAddress.Zip }}{% endif %}", ["event.ShippingAddress.Zip"]],
  ])("but others are: %s", (template, expected) => {
    expect(unknown(template)).toEqual(expected);
  });
});

describe("a flow without a sample of its metric", () => {
  it("is reported once", () => {
    expect(warnings(sending({ body: { a: "{{ event.A }}" } }), [OTHER])).toEqual([
      'flow-no-sample /definition/triggers/0/id No sample event is a "Placed Order", so the variables of this flow were not looked for.',
    ]);
  });

  it("may be triggered by a list, whose metric is that of subscribing to it", () => {
    const file: Fields = triggered({ type: "list", id: "Newsletter" });
    expect(warningPlaces(file, [ORDER])).toEqual(["flow-no-sample /triggers/0/id"]);
    expect(warningPlaces(file, [sample("list.json", { metric: "Subscribed to List" })])).toEqual([]);
  });
});
