import { describe, expect, it } from "vitest";
import { judge } from "#cli/flow-tests/judge.ts";
import { openMemoryPlayground } from "#cli/flow-tests/memory-playground.ts";
import { playScenario } from "#cli/flow-tests/play-scenario.ts";
import { findingLines } from "#cli/flow-tests/report.ts";
import { scenario } from "./scenario-files.ts";

/** What a scenario of one checkout, left behind, is told when it expects this. */
async function told(expectations: string, more = ""): Promise<string[]> {
  const checkout = "{ metric: Started Checkout, properties: { Cart: c1, Items: [{ SKU: MUG, Quantity: 2 }] } }";
  const one = scenario(
    `events: [${checkout}]\n${more}\n${expectations}`,
    "flow: cart\nprofile: { email: ada@customer.example }",
  );
  const findings = judge(one, await playScenario(one, openMemoryPlayground));
  return findings.flatMap((finding) => findingLines(finding, one));
}

/** What is told when the one webhook that leaves is expected to be like this. */
const differing = (webhook: string, more = "") => told(`expect: [{ at: +2h, ${webhook} }]`, more);

const BODY = "{ to: ada@customer.example, name: null, items: [{ Quantity: 2, SKU: MUG }] }";

describe("what is as expected", () => {
  it.each([
    "action: remind",
    "flow: cart, action: remind, outcome: delivered, attempts: 1",
    "request: { url: https://mail.example/c1 }",
    "request: { headers: { authorization: Bearer test-mail, content-type: application/json } }",
    `request: { body: ${BODY} }`,
    "request: { body_contains: { items: [{ SKU: MUG }] } }",
    "request: { body_contains: {} }",
    `request: { body: ${BODY}, body_contains: { name: null } }`,
  ])("%s is told nothing of", async (webhook) => {
    expect(await differing(webhook)).toEqual([]);
  });

  it("is so to the second", async () => {
    expect(await told("expect: [{ at: +1h59m59s }]")).not.toEqual([]);
    expect(await told("expect: [{ at: +2h1s }]")).not.toEqual([]);
    expect(await told('expect: [{ at: "2026-03-02T11:00:00.999Z" }]')).toEqual([]);
  });

  it("is so in whatever order it is written", async () => {
    const both = (expect: string) => told(expect, "reviews: [{ at: +9h, approve: remind }]");
    expect(await both("expect: [{ at: +2h }]")).toHaveLength(1);
    const two = scenario(
      `events: [{ metric: Started Checkout }, { at: +1h, metric: Started Checkout }]
expect: [{ at: +3h }, { at: +2h }]`,
    );
    expect(judge(two, await playScenario(two, openMemoryPlayground))).toEqual([]);
  });
});

describe("what is not as expected", () => {
  it.each<[string, string[]]>([
    ["outcome: failed", ["  outcome: expected failed", "            but was delivered"]],
    ["attempts: 2", ["  attempts: expected 2", "             but was 1"]],
    ["reason: http-404", ["  reason: expected http-404", "           but was (nothing)"]],
    [
      "request: { url: https://mail.example/c2 }",
      ["  url: expected https://mail.example/c2", "        but was https://mail.example/c1"],
    ],
    [
      "request: { headers: { Authorization: Bearer x, X-Missing: '1' } }",
      [
        "  header Authorization: expected Bearer x",
        "                         but was Bearer test-mail",
        "  header X-Missing: expected 1",
        "                     but was (nothing)",
      ],
    ],
    [
      "request: { body_contains: { items: [{ SKU: CUP }] } }",
      [
        "  body, - expected and + sent:",
        "      {",
        '        "items": [',
        "          {",
        '    -       "SKU": "CUP"',
        '    +       "SKU": "MUG"',
        "          }",
        "        ]",
        "      }",
      ],
    ],
    [
      "request: { body: { to: ada@customer.example, name: Ada } }",
      [
        "  body, - expected and + sent:",
        "      {",
        '    -   "name": "Ada",',
        '    +   "items": [',
        "    +     {",
        '    +       "Quantity": 2,',
        '    +       "SKU": "MUG"',
        "    +     }",
        "    +   ],",
        '    +   "name": null,',
        '        "to": "ada@customer.example"',
        "      }",
      ],
    ],
  ])("%s is told with what was", async (webhook, lines) => {
    const [title, ...rest] = await differing(webhook);
    expect(title).toBe("Not as expected (cart.yaml:7): cart remind at +2h (2026-03-02T11:00:00Z), delivered");
    expect(rest).toEqual(lines);
  });

  it("is told at its times", async () => {
    expect(await told("expect: [{ at: +3h }]")).toEqual([
      "Not as expected (cart.yaml:7): cart remind at +2h (2026-03-02T11:00:00Z), delivered",
      "  at: expected +3h (2026-03-02T12:00:00Z)",
      "       but was +2h (2026-03-02T11:00:00Z)",
    ]);
  });

  it("is compared with the webhook of its action that is nearest in time", async () => {
    const text = `events: [{ metric: Started Checkout }, { at: +1d, metric: Started Checkout }]
expect: [{ at: +1d3h }, { at: +3h }]`;
    const one = scenario(text);
    const findings = judge(one, await playScenario(one, openMemoryPlayground));
    const pairs = findings.map((each) => each.type === "different" && each.expected.at - each.delivery.at);
    expect(pairs).toEqual([3_600_000, 3_600_000]);
  });

  it("is told of the request of what waits for approval", async () => {
    const of = async (body: string) => {
      const text = `events: [{ metric: Placed Order }]\nexpect: [{ at: now, outcome: parked, request: { body: ${body} } }]`;
      const one = scenario(text, "flow: order\nprofile: { email: ada@customer.example }");
      const { deliveries, idleReviews } = await playScenario(one, openMemoryPlayground);
      return judge(one, { idleReviews, deliveries: deliveries.filter(({ record }) => record.action_id === "gift") });
    };
    expect(await of("{ to: ada@customer.example }")).toEqual([]);
    expect(await of("{ to: zoe@customer.example }")).toMatchObject([{ differences: [{ what: "body" }] }]);
  });

  it("is told with what was tried, and why it failed", async () => {
    expect(await differing("outcome: delivered", "target: 404")).toEqual([
      "Not as expected (cart.yaml:7): cart remind at +2h (2026-03-02T11:00:00Z), failed (http-404)",
      "  outcome: expected delivered",
      "            but was failed",
      expect.stringMatching(/^ {4}\+2h \(2026-03-02T11:00:00Z\) failed: .*404/),
    ]);
  });

  it("is told when it never left", async () => {
    expect(await told("expect: [{ at: +2h }, { at: +4h, action: remind, flow: cart }]")).toEqual([
      "Expected (cart.yaml:7), but did not leave:",
      "  cart remind at +4h (2026-03-02T13:00:00Z), delivered",
    ]);
    expect(await told("expect: [{ at: +2h }, { at: +4h, outcome: parked }]")).toEqual([
      "Expected (cart.yaml:7), but did not leave:",
      "  a webhook at +4h (2026-03-02T13:00:00Z), parked",
    ]);
  });

  it("is told when it left and should not", async () => {
    expect(await told("expect: []")).toEqual([
      "Left, but was not expected:",
      "  cart remind at +2h (2026-03-02T11:00:00Z), delivered",
      "    POST https://mail.example/c1",
      '    { "to": "ada@customer.example", "name": null, "items": [{ "SKU": "MUG", "Quantity": 2 }] }',
    ]);
  });

  it.each(["{ action: remind }", "{ flow: cart }", "{ flow: cart, action: remind }", "{}"])(
    "is told of what expect_no names by %s",
    async (which) => {
      expect((await told(`expect_no: [${which}]`))[0]).toBe("Left, but was not expected:");
    },
  );

  it("is a decision for which nothing waits", async () => {
    expect(await told("expect: [{ at: +2h }]", "reviews: [{ at: +1h, flow: cart, discard: remind }]")).toEqual([
      "Nothing waited for it (cart.yaml:6): discard cart remind at +1h (2026-03-02T10:00:00Z)",
    ]);
  });
});

describe("expect_no", () => {
  it("says nothing of what it does not name", async () => {
    const text = `events: [{ metric: Placed Order }]\nexpect_no: [{ flow: cart }, { action: gift, flow: order }]`;
    const one = scenario(text);
    const findings = judge(one, await playScenario(one, openMemoryPlayground));
    expect(findings.map((finding) => finding.type === "unexpected" && finding.delivery.record.action_id)).toEqual([
      "gift",
    ]);
  });
});

describe("what a run skipped", () => {
  it("did not leave", async () => {
    const text = `events: [{ metric: Started Checkout }, { at: +1h, metric: Placed Order }]\nexpect: []`;
    const one = scenario(text, "flow: cart\nprofile: { email: ada@customer.example }");
    const played = await playScenario(one, openMemoryPlayground);
    expect(played.deliveries.map(({ record }) => record.status)).toEqual(["skipped"]);
    expect(judge(one, played)).toEqual([]);
  });
});
