import { describe, expect, it } from "vitest";
import { formatScenarioProblem } from "#cli/flow-tests/load-scenarios.ts";
import type { Scenario } from "#cli/flow-tests/scenario.ts";
import { load, scenario } from "./scenario-files.ts";

/** What the event messages of a scenario hold. */
function bodies({ happenings }: Scenario): unknown[] {
  return happenings.flatMap((happening) => (happening.type === "event" ? [JSON.parse(happening.message.body)] : []));
}

const problems = (text: string) => load(text).problems.map(formatScenarioProblem);

describe("a scenario", () => {
  it("starts on a Monday morning, in UTC, with the flows of its directory, unless it says otherwise", () => {
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

  it("has the start and the zone of its file", () => {
    const head = "flows: [cart]\nprofile: { id: '1' }\nstart: 2020-01-01T00:00:00Z\ntimezone: Europe/Vienna";
    const { startedAt, timezone, flows } = scenario("events: [{ metric: m }]\nexpect: []", head);
    expect([startedAt, timezone, flows.map(({ id }) => id)]).toEqual([Date.UTC(2020, 0), "Europe/Vienna", ["cart"]]);
  });

  it("has the secrets of its file, with its own over them", () => {
    const head = "profile: { id: '1' }\nsecrets: { a: of-file, b: of-file }";
    const { secrets } = scenario("secrets: { b: own, c: null }\nevents: [{ metric: m }]\nexpect: []", head);
    expect(secrets).toEqual({ a: "of-file", b: "own", c: null });
  });

  it("is about the profile of its file, with its own and its event's over it", () => {
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

  it("takes an event from a file, with what stands beside over it, and its profile where the scenario has none", () => {
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

  it("puts its own profile in the place of an event file's", () => {
    expect(bodies(scenario("events: [{ file: checkout.json }]\nexpect: []"))).toMatchObject([
      { profile: { email: "ada@customer.example" } },
    ]);
    expect(bodies(scenario("events: [{ file: checkout.json }]\nexpect: []"))[0]).not.toMatchObject({
      profile: { external_id: expect.anything() },
    });
  });

  it("keeps null in an event that no file is under", () => {
    const text = "events: [{ metric: m, properties: { Discount: null } }]\nexpect: []";
    expect(bodies(scenario(text))).toMatchObject([{ properties: { Discount: null } }]);
  });

  it("has its events in the order of their times, those of one time as they stand", () => {
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

  it("has events with ids of their own, the same each time it is read", () => {
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
      'cart.yaml:1:15: There is no flow "nothing-like-it" here. There are "cart", "order". [scenario-unknown-flow]',
    ],
    [
      "flow: cart\nflows: [order]\nscenarios: [{ name: a, events: [{ metric: m }], expect: [] }]",
      "cart.yaml:2:1: There is flow already: write one of the two. [scenario-invalid]",
    ],
  ])("%j is told where it is", (text, told) => {
    const [first = "", ...more] = problems(text);
    expect([first.slice(0, told.length), more.slice(1)]).toEqual([told, []]);
  });

  it.each<[string, string]>([
    ["events: []\nexpect: []", "6:5: Must not be empty."],
    [
      "events: [{ metric: m, whom: x }]\nexpect: []",
      '6:33: There is no field "whom" here. Known here: "at", "file", "metric"',
    ],
    [
      "events: [{ metric: m, at: tomorrow }]\nexpect: []",
      '6:31: Must be "now", a time from the start such as "+4h30m"',
    ],
    ["events: [{ metric: m, at: +3 }]\nexpect: []", "6:31: Must be a text, but is 3: put it in quotes."],
    ["start: +1h\nevents: [{ metric: m }]\nexpect: []", "6:12: Must be a time on a calendar, such as"],
    [
      "timezone: Vienna\nevents: [{ metric: m }]\nexpect: []",
      "6:15: Must be the name of a zone, such as Europe/Vienna.",
    ],
    ["events: [{ metric: m }]", "5:5: A scenario says what to expect: expect lists every webhook that leaves"],
    [
      "events: [{ metric: m }]\nexpect: []\nexpect_no: [{ flow: cart }]",
      "8:5: There is expect already, which lists every webhook that leaves: remove one of the two.",
    ],
    [
      "events: [{ metric: m }]\nexpect: [{ at: now, action: remined }]",
      '7:33: There is no action "remined" in cart, order. Did you mean "remind"? [scenario-unknown-action]',
    ],
    [
      "events: [{ metric: m }]\nexpect: [{ at: now, flow: order, action: remind }]",
      '7:46: There is no action "remind" in order. There are "tell", "gift". [scenario-unknown-action]',
    ],
    [
      "events: [{ metric: m }]\nexpect: [{ at: now, action: wait }]",
      '7:33: The action "wait" is a time-delay: it sends nothing.',
    ],
    [
      "events: [{ metric: m }]\nexpect_no: [{ action: wait }]",
      '7:27: The action "wait" is a time-delay: it sends nothing.',
    ],
    ["events: [{ metric: m }]\nexpect_no: [{ flow: wait }]", '7:25: There is no flow "wait" here.'],
    [
      "events: [{ metric: m }]\nreviews: [{ at: now, approve: gifts }]\nexpect: []",
      '7:35: There is no action "gifts" in cart, order. Did you mean "gift"?',
    ],
    [
      "events: [{ metric: m }]\nreviews: [{ at: now }]\nexpect: []",
      "7:15: Must have either approve or discard: the action whose deliveries are decided on.",
    ],
    [
      "events: [{ at: +1h, metric: m }]\nexpect: [{ at: +59m }]",
      "7:20: Nothing has happened by then: the first event comes later. [scenario-time]",
    ],
    [
      "events: [{ profile: { id: '1' } }]\nexpect: []",
      '6:14: The field "metric" is required: a text. [scenario-event]',
    ],
    [
      "events: [{ metric: m, profile: { email: null } }]\nexpect: []",
      "6:27: The profile needs at least one identifier",
    ],
    ["events: [{ metric: m, time: +400d }]\nexpect: []", "6:33: The time may lie at most 1 year in the future."],
    [
      "events: [{ file: missing.json }]\nexpect: []",
      '6:22: "missing.json" can\'t be read: no such file. [scenario-event]',
    ],
    ["events: [{ file: list.json }]\nexpect: []", '6:22: "list.json" must hold one event, as a JSON object.'],
    ["events: [{ file: broken.json }]\nexpect: []", '6:22: "broken.json" can\'t be read: '],
    ["events: [{ metric: m }]\ntarget: teapot\nexpect: []", "7:13: Must be "],
    ["events: [{ metric: m }]\ntarget: 99\nexpect: []", "7:13: Must be at least 100."],
    ["events: [{ metric: m }]\ntarget: [{ error: http-500 }]\nexpect: []", "7:23: Must be one of "],
    ["events: [{ metric: m }]\nexpect: [{ at: now, outcome: skipped }]", "7:34: Must be one of "],
  ])("%j is told where it is", (text, told) => {
    const indented = text.replaceAll(/^/gm, "    ");
    const head = "profile:\n  email: ada@customer.example\n\nscenarios:";
    const found = problems(`${head}\n  - name: One\n${indented}`.replace("  - name: One\n    ", "  - name: One\n    "));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`cart.yaml:${told}`);
  });

  it("tells all of its problems at once, and gives no scenario", () => {
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
