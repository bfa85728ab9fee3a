// A webhook as it would be sent: each part, without secrets, with its problems and the variables that the event lacks.

import { describe, expect, it } from "vitest";
import { renderFlow } from "#app/explain/render-flow.ts";
import type { ShownWebhook, ShowPorts } from "#app/explain/show-webhook.ts";
import { ExactNumber } from "#core/exact-number.ts";
import { flowOf, groups, send } from "#support/flow-files.ts";
import { anEvent, START } from "#support/run-samples.ts";

const order = anEvent({
  profile: { email: "ada@customer.example", first_name: "Ada" },
  properties: {
    Name: "A B",
    Dots: "..",
    Lines: "a\nb",
    Nothing: null,
    Items: [{ Name: "Mug", Tags: ["red"] }, { Name: "Plate" }],
    Empty: [],
    ShippingAddress: { City: "Vienna" },
  },
});

/** Returns the rendering of a webhook with this message. */
async function shown(message: object, ports: Partial<ShowPorts> = {}): Promise<ShownWebhook> {
  const data = { status: "live", message: { url: "https://api.example.com/", ...message } };
  const flow = flowOf([{ id: "a", type: "send-webhook", data }]);
  const { webhooks } = await renderFlow(
    { organization: { name: "The Mug Shop" }, organizationZone: "UTC", ...ports },
    flow,
    order,
  );
  const [webhook] = webhooks;
  if (webhook === undefined) throw new Error("Nothing was shown");
  return webhook;
}

describe("a request", () => {
  it("is shown in full, its body as JSON", async () => {
    const webhook = await shown({
      name: "Tell the shop",
      url: "https://api.example.com/orders/{{ event.Name }}",
      headers: { "X-Shop": "{{ organization.name }}" },
      body: `{ "to": "{{ email }}", "items": {{ event.Items }}, "day": "{% today '%Y-%m-%d' as day %}{{ day }}" }`,
    });
    expect(webhook).toEqual({
      action_id: "a",
      name: "Tell the shop",
      status: "live",
      request: {
        method: "POST",
        url: "https://api.example.com/orders/A%20B",
        headers: { "X-Shop": "The Mug Shop" },
        body: { to: "ada@customer.example", items: order.properties["Items"], day: "2026-03-02" },
      },
      problems: [],
      missing_variables: [],
      secrets: [],
    });
  });

  it("shows days in the organization's time zone, and numbers with every digit", async () => {
    const message = { body: { day: "{% today '%d %H' %}", shop: new ExactNumber("12345678901234567891") } };
    expect((await shown(message)).request.body).toEqual({ day: "02 09", shop: message.body.shop });
    const zoned = await shown(message, { organizationZone: "Pacific/Auckland" });
    expect(JSON.stringify(zoned.request.body)).toBe('{"day":"02 22","shop":12345678901234567891}');
  });

  it("shows three asterisks instead of secrets, and names them", async () => {
    const headers = { Authorization: "Bearer {{ secrets.crm }}" };
    const webhook = await shown({ url: "https://api.example.com/?key={{ secrets.key }}", headers });
    expect(webhook.request).toMatchObject({
      url: "https://api.example.com/?key=***",
      headers: { Authorization: "Bearer ***" },
    });
    expect([webhook.secrets, webhook.problems]).toEqual([["crm", "key"], []]);
  });

  it("reports a secret that it may not use, if that can be known", async () => {
    const headers = { A: "{{ secrets.crm }} {{ secrets.other }}" };
    const { problems } = await shown(
      { headers },
      {
        secretRefusal: async (name, origin) =>
          name === "crm" ? { ok: false, reason: "secret-not-for-host", detail: `not to ${origin}` } : undefined,
      },
    );
    expect(problems).toEqual([{ rule: "secret-not-for-host", pointer: "", message: "not to https://api.example.com" }]);
  });
});

describe("a part that can't be rendered", () => {
  it.each<[string, object, object, string[]]>([
    [
      "a URL",
      { url: "https://api.example.com/{{ event.Dots }}/x", body: { a: 1 } },
      { rule: "template-url", pointer: "/url", source_line: "https://api.example.com/{{ event.Dots }}/x" },
      ["headers", "body"],
    ],
    [
      "a header",
      { headers: { "X-A": "{{ event.Lines }}" }, body: { a: 1 } },
      { rule: "template-header", pointer: "/headers/X-A", source_line: "{{ event.Lines }}" },
      ["url", "body"],
    ],
    [
      "a body, by line and column",
      { body: '{\n  "a": {{ event.Name }} {{ event.Name }}\n}\n' },
      {
        rule: "template-json",
        pointer: "/body",
        line: 2,
        column: 25,
        source_line: '  "a": {{ event.Name }} {{ event.Name }}',
      },
      ["url", "headers"],
    ],
    [
      "a key of a body",
      { body: { to: { "{{ event.Name }}": 1, "A B": 2 } } },
      { rule: "template-duplicate-key", pointer: "/body/to/{{ event.Name }}", source_line: "{{ event.Name }}" },
      ["url", "headers"],
    ],
  ])(
    "%s is reported with its pointer and its template, and the other parts are shown",
    async (_, message, problem, parts) => {
      const webhook = await shown(message);
      expect(webhook.problems).toEqual([expect.objectContaining(problem)]);
      expect(Object.keys(webhook.request)).toEqual(["method", ...parts]);
    },
  );

  it("is reported without its template if a key and its value have the same text", async () => {
    const { problems } = await shown({ body: { "{{ event.Name }}": "{{ event.Name }}", "A B": 2 } });
    expect(problems).toEqual([
      { rule: "template-duplicate-key", pointer: "/body/{{ event.Name }}", message: expect.any(String) },
    ]);
  });

  it("is reported for all parts at once", async () => {
    const message = { url: "https://api.example.com/{{ event.Dots }}", headers: { A: "{{ event.Lines }}" }, body: "{" };
    const { problems, request } = await shown(message);
    expect(problems.map(({ pointer }) => pointer)).toEqual(["/url", "/headers/A", "/body"]);
    expect(request).toEqual({ method: "POST" });
  });
});

describe("variables that the event lacks", () => {
  it.each<[string, string[]]>([
    ["{{ event.Name }}{{ email }}{{ organization.name }}{{ person.first_name }}", []],
    ["{{ event.Zip }}", ["event.Zip is not in this event."]],
    ["{{ event.Zip|default:'none' }}{% if event.Gift %}{{ event.Gift.Note }}{% endif %}", []],
    ["{% if event.Name %}{{ event.Zip }}{% endif %}", ["event.Zip is not in this event."]],
    ["{{ event.Nothing }}", ["event.Nothing is not in this event."]],
    [
      "{{ event.ShippingAddress.City }}{{ event.ShippingAddress.Zip }}",
      ["event.ShippingAddress.Zip is not in this event."],
    ],
    [
      "{{ event|lookup:'Ship To'|lookup:'Zip' }}{{ event|lookup:'$value' }}",
      ["event['Ship To'].Zip is not in this event.", "event['$value'] is not in this event."],
    ],
    ["{{ event.Zip }}{{ event.Zip.Code }}{{ event.Zip }}", ["event.Zip is not in this event."]],
    [
      "{{ first_name }}{{ last_name }}{{ person.title }}",
      ["last_name is not known of this event's profile.", "person.title is not known of this event's profile."],
    ],
    ["{{ organization.url }}", ["organization.url is not known of the organization."]],
    ["{% for i in event.Items %}{{ i.Name }}{% endfor %}", []],
    ["{% for i in event.Items %}{{ i.Price }}{% endfor %}", ["event.Items[].Price is not in this event."]],
    ["{% for i in event.Items %}{{ i.Tags }}{% endfor %}", ["event.Items[].Tags is not in every item of this event."]],
    ["{% for i in event.Empty %}{{ i.Name }}{% endfor %}", []],
    ["{% for i in event.Goods %}{{ i.Name }}{% endfor %}", ["event.Goods is not in this event."]],
    ["{{ event.Items[1].Name }}{{ event.Items[2].Name }}", ["event.Items[2].Name is not in this event."]],
    ["{{ event.Items.size }}{{ event.Items.first.Name }}{{ event.Items.last.Name }}", []],
    ["{{ event.ShippingAddress[event.Name] }}", []],
    ["{{ event.Name.Length }}", ["event.Name.Length is not in this event."]],
  ])("%s: %j", async (template, says) => {
    const { missing_variables } = await shown({ body: { text: template } });
    expect(missing_variables.map((missing) => missing.says)).toEqual(says);
  });

  it("are reported with their first position", async () => {
    const { missing_variables } = await shown({
      url: "https://api.example.com/{{ event.Zip }}",
      body: { zip: "{{ event.Zip }}" },
    });
    expect(missing_variables).toEqual([
      { variable: "event.Zip", says: "event.Zip is not in this event.", pointer: "/url", line: 1, column: 28 },
    ]);
  });
});

describe("the webhooks of a flow", () => {
  const big = {
    type: "metric-property",
    field: "$value",
    filter: { type: "numeric", operator: "greater-than", value: 5 },
  };
  const trigger_filter = groups(big);
  const flow = flowOf([send("a", "b", { status: "draft" }), send("b")], {
    triggers: [{ type: "metric", id: "Started Checkout", trigger_filter }],
  });

  it("are all rendered, or only the requested one", async () => {
    const idsOf = async (action?: string) =>
      (
        await renderFlow({ organization: {}, organizationZone: "UTC" }, flow, anEvent({ value: 9 }), action)
      ).webhooks.map((one) => one.action_id);
    expect([await idsOf(), await idsOf("b"), await idsOf("c")]).toEqual([["a", "b"], ["b"], []]);
  });

  it.each<[object, string[]]>([
    [{ value: 9 }, []],
    [
      { value: 1 },
      ["This event would not start the flow: it does not match the trigger filter. Run flowhook explain to see why."],
    ],
    [
      { metric: "Placed Order", value: 9 },
      ['This event would not start the flow. The flow starts on "Started Checkout", not on "Placed Order".'],
    ],
  ])("of an event %j are rendered too, with the note %j", async (event, notes) => {
    const rendered = await renderFlow(
      { organization: {}, organizationZone: "UTC" },
      flow,
      anEvent({ ...event, time: START }),
    );
    expect([rendered.notes, rendered.webhooks.length]).toEqual([notes, 2]);
  });
});
