import { describe, expect, it } from "vitest";
import { formatScenarioProblem } from "#cli/flow-tests/load-scenarios.ts";
import type { Scenario } from "#cli/flow-tests/scenario.ts";
import { load, scenario } from "./scenario-files.ts";

/** The bodies of a scenario's event messages. */
function bodies({ happenings }: Scenario): unknown[] {
  return happenings.flatMap((happening) => (happening.type === "event" ? [JSON.parse(happening.message.body)] : []));
}

const problems = (text: string) => load(text).problems.map(formatScenarioProblem);

describe("a scenario", () => {
  it("starts by default on a Monday morning, in UTC, with all flows of its directory", () => {
    const plain = scenario("events: [{ metric: m }]\nexpect: []");
    expect(new Date(plain.startedAt).toISOString()).toBe("2026-03-02T09:00:00.000Z");
    expect(plain.timezone).toBe("UTC");
    expect(plain.flows.map(({ id }) => id)).toEqual(["cart", "order"]);
    const own = scenario(
      "start: 2026-07-01 09:00 Europe/Vienna\ntimezone: Asia/Kathmandu\nevents: [{ metric: m }]\nexpect: []",
      "flow: order\nprofile: { id: '1' }\nstart: 2020-01-01T00:00:00Z\ntimezone: Europe/Vienna",
    );
    expect(new Date(own.startedAt).toISOString()).toBe("2026-07-01T07:00:00.000Z");
    expect([own.timezone, own.flows.map(({ id }) => id)]).toEqual(["Asia/Kathmandu", ["order"]]);
  });

  it("takes start and time zone from its file", () => {
    const head = "flows: [cart]\nprofile: { id: '1' }\nstart: 2020-01-01T00:00:00Z\ntimezone: Europe/Vienna";
    const { startedAt, timezone, flows } = scenario("events: [{ metric: m }]\nexpect: []", head);
    expect([startedAt, timezone, flows.map(({ id }) => id)]).toEqual([Date.UTC(2020, 0), "Europe/Vienna", ["cart"]]);
  });

  it("overrides secrets of its file", () => {
    const head = "profile: { id: '1' }\nsecrets: { a: of-file, b: of-file }";
    const { secrets } = scenario("secrets: { b: own, c: null }\nevents: [{ metric: m }]\nexpect: []", head);
    expect(secrets).toEqual({ a: "of-file", b: "own", c: null });
  });

  it("patches the profile of its file with its own and the event's", () => {
    const text = `
profile: { first_name: Zoë, location: { timezone: Europe/Vienna } }
events:
  - { metric: m }
  - { metric: m, profile: { email: null, external_id: x-1, location: { city: Wien } } }
expect: []`;
    const head = "profile: { email: ada@customer.example, first_name: Ada, location: { city: Graz } }";
    expect(bodies(scenario(text, head)).map((body) => Reflect.get(Object(body), "profile"))).toEqual([
      { email: "ada@customer.example", first_name: "Zoë", location: { city: "Graz", timezone: "Europe/Vienna" } },
      { external_id: "x-1", first_name: "Zoë", location: { city: "Wien", timezone: "Europe/Vienna" } },
    ]);
  });

  it("takes an event from a file, overrides its fields, and keeps its profile if the scenario has no profile", () => {
    const text = `
events:
  - { file: checkout.json, properties: { Cart: c2, Note: null }, value: null }
  - { file: checkout.json, profile: { first_name: null } }
expect: []`;
    const items = [{ SKU: "MUG", Quantity: 2 }];
    expect(bodies(scenario(text, ""))).toEqual([
      {
        metric: "Started Checkout",
        profile: { email: "zoe@customer.example", external_id: "z-1", first_name: "Zoë" },
        properties: { Cart: "c2", Items: items },
      },
      {
        metric: "Started Checkout",
        profile: { email: "zoe@customer.example", external_id: "z-1" },
        properties: { Cart: "c1", Items: items, Note: "a gift" },
        value: 20,
      },
    ]);
  });

  it("replaces the profile of an event file", () => {
    expect(bodies(scenario("events: [{ file: checkout.json }]\nexpect: []"))).toMatchObject([
      { profile: { email: "ada@customer.example" } },
    ]);
    expect(bodies(scenario("events: [{ file: checkout.json }]\nexpect: []"))[0]).not.toMatchObject({
      profile: { external_id: expect.anything() },
    });
  });

  it("keeps null in an event without a file", () => {
    const text = "events: [{ metric: m, properties: { Discount: null } }]\nexpect: []";
    expect(bodies(scenario(text))).toMatchObject([{ properties: { Discount: null } }]);
  });

  it("sorts events by time; those of the same time keep their order", () => {
    const text = `
events:
  - { at: +1h, metric: third }
  - { at: now, metric: first, time: -3h }
  - { metric: second }
expect: []`;
    const { happenings, startedAt } = scenario(text);
    expect(happenings.map(({ at }) => at - startedAt)).toEqual([0, 0, 3_600_000]);
    expect(bodies(scenario(text))).toMatchObject([
      { metric: "first", time: "2026-03-02T06:00:00.000Z" },
      { metric: "second" },
      { metric: "third" },
    ]);
  });

  it("gives each event a different id, the same at each load", () => {
    const text = "events: [{ metric: m }, { metric: m }]\nexpect: []";
    const ids = () => scenario(text).happenings.map((one) => one.type === "event" && one.message.request_id);
    expect(new Set(ids()).size).toBe(2);
    expect(ids()).toEqual(ids());
  });
});

describe("a scenario file with a problem", () => {
  it.each<[string, string]>([
    ["scenarios: [", "cart.yaml:1:13: Flow sequence in block collection must be sufficiently indented"],
    ["scenarios: []", "cart.yaml:1:1: Must not be empty. [scenario-invalid]"],
    ["flow: cart\n", 'cart.yaml:1:1: The field "scenarios" is required: a list. [scenario-invalid]'],
    ["flow: cart\nscenario: []", 'cart.yaml:1:1: The field "scenarios" is required: a list. [scenario-invalid]'],
    [
      "flow: card\nscenarios: [{ name: a, events: [{ metric: m }], expect: [] }]",
      'cart.yaml:1:7: There is no flow "card" here. Did you mean "cart"? [scenario-unknown-flow]',
    ],
    [
      "flows: [cart, nothing-like-it]\nscenarios: [{ name: a, events: [{ metric: m }], expect: [] }]",
      'cart.yaml:1:15: There is no flow "nothing-like-it" here. Use one of "cart", "order". [scenario-unknown-flow]',
    ],
    [
      "flow: cart\nflows: [order]\nscenarios: [{ name: a, events: [{ metric: m }], expect: [] }]",
      "cart.yaml:2:1: The file has both flow and flows. Remove one. [scenario-invalid]",
    ],
  ])("%j is reported with its place", (text, reported) => {
    const [first = "", ...more] = problems(text);
    expect([first.slice(0, reported.length), more.slice(1)]).toEqual([reported, []]);
  });

  it.each<[string, string]>([
    ["events: []\nexpect: []", "6:5: Must not be empty."],
    [
      "events: [{ metric: m, whom: x }]\nexpect: []",
      '6:33: There is no field "whom" here. Known here: "at", "file", "metric"',
    ],
    [
      "events: [{ metric: m, at: tomorrow }]\nexpect: []",
      '6:31: Must be "now", an offset from the start such as "+4h30m"',
    ],
    ["events: [{ metric: m, at: +3 }]\nexpect: []", "6:31: Must be a text, but is 3: put it in quotes."],
    ["start: +1h\nevents: [{ metric: m }]\nexpect: []", "6:12: Must be a calendar time, such as"],
    [
      "timezone: Vienna\nevents: [{ metric: m }]\nexpect: []",
      "6:15: Must be an IANA time zone, such as Europe/Vienna.",
    ],
    ["events: [{ metric: m }]", "5:5: The scenario expects nothing. Add expect with all webhooks that are sent"],
    [
      "events: [{ metric: m }]\nexpect: []\nexpect_no: [{ flow: cart }]",
      "8:5: The scenario has both expect and expect_no. Remove one; expect already lists",
    ],
    [
      "events: [{ metric: m }]\nexpect: [{ at: now, action: remined }]",
      '7:33: There is no action "remined" in cart, order. Did you mean "remind"? [scenario-unknown-action]',
    ],
    [
      "events: [{ metric: m }]\nexpect: [{ at: now, flow: order, action: remind }]",
      '7:46: There is no action "remind" in order. Use one of "tell", "gift". [scenario-unknown-action]',
    ],
    [
      "events: [{ metric: m }]\nexpect: [{ at: now, action: wait }]",
      '7:33: The action "wait" is a time-delay, which sends no webhook.',
    ],
    [
      "events: [{ metric: m }]\nexpect_no: [{ action: wait }]",
      '7:27: The action "wait" is a time-delay, which sends no webhook.',
    ],
    ["events: [{ metric: m }]\nexpect_no: [{ flow: wait }]", '7:25: There is no flow "wait" here.'],
    [
      "events: [{ metric: m }]\nreviews: [{ at: now, approve: gifts }]\nexpect: []",
      '7:35: There is no action "gifts" in cart, order. Did you mean "gift"?',
    ],
    [
      "events: [{ metric: m }]\nreviews: [{ at: now }]\nexpect: []",
      "7:15: Must have either approve or discard, with the id of the action whose parked deliveries are decided on.",
    ],
    [
      "events: [{ at: +1h, metric: m }]\nexpect: [{ at: +59m }]",
      "7:20: No webhook can be sent at this time, because the first event comes later. [scenario-time]",
    ],
    [
      "events: [{ profile: { id: '1' } }]\nexpect: []",
      '6:14: The field "metric" is required: a text. [scenario-event]',
    ],
    [
      "events: [{ metric: m, profile: { email: null } }]\nexpect: []",
      "6:27: The profile needs at least one identifier",
    ],
    ["events: [{ metric: m, time: +400d }]\nexpect: []", "6:33: The time may be at most 1 year in the future."],
    [
      "events: [{ file: missing.json }]\nexpect: []",
      '6:22: "missing.json" can\'t be read: no such file. [scenario-event]',
    ],
    ["events: [{ file: list.json }]\nexpect: []", '6:22: "list.json" must contain one event, as a JSON object.'],
    ["events: [{ file: broken.json }]\nexpect: []", '6:22: "broken.json" can\'t be read: '],
    ["events: [{ metric: m }]\ntarget: teapot\nexpect: []", "7:13: Must be "],
    ["events: [{ metric: m }]\ntarget: 99\nexpect: []", "7:13: Must be at least 100."],
    ["events: [{ metric: m }]\ntarget: [{ error: http-500 }]\nexpect: []", "7:23: Must be one of "],
    ["events: [{ metric: m }]\nexpect: [{ at: now, outcome: skipped }]", "7:34: Must be one of "],
  ])("%j is reported with its place", (text, reported) => {
    const indented = text.replaceAll(/^/gm, "    ");
    const head = "profile:\n  email: ada@customer.example\n\nscenarios:";
    const found = problems(`${head}\n  - name: One\n${indented}`.replace("  - name: One\n    ", "  - name: One\n    "));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`cart.yaml:${reported}`);
  });

  it("reports all its problems at once, and yields no scenarios", () => {
    const text = `
flow: cart
profile: { email: ada@customer.example }
scenarios:
  - { name: A, events: [{ metric: m }], expect: [{ at: -1h }, { at: now, action: x }] }
  - { name: A, events: [{ metric: m, profile: { email: null } }], expect: [] }
`;
    const { scenarios, problems: found } = load(text);
    expect(scenarios).toEqual([]);
    expect(found.map(({ rule, line }) => [line, rule]).sort()).toEqual([
      [5, "scenario-time"],
      [5, "scenario-unknown-action"],
      [6, "scenario-event"],
      [6, "scenario-invalid"],
    ]);
  });
});
