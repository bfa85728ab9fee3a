import { describe, expect, it } from "vitest";
import { judge } from "#cli/flow-tests/judge.ts";
import { openMemoryPlayground } from "#cli/flow-tests/memory-playground.ts";
import { playScenario } from "#cli/flow-tests/play-scenario.ts";
import { findingLines } from "#cli/flow-tests/report.ts";
import { scenario } from "./scenario-files.ts";

/** The findings of a scenario with one abandoned checkout and these expectations. */
async function findingsOf(expectations: string, more = ""): Promise<string[]> {
  const checkout = "{ metric: Started Checkout, properties: { Cart: c1, Items: [{ SKU: MUG, Quantity: 2 }] } }";
  const one = scenario(
    `events: [${checkout}]\n${more}\n${expectations}`,
    "flow: cart\nprofile: { email: ada@customer.example }",
  );
  const findings = judge(one, await playScenario(one, openMemoryPlayground));
  return findings.flatMap((finding) => findingLines(finding, one));
}

/** The findings if the only webhook is expected to be like this. */
const differing = (webhook: string, more = "") => findingsOf(`expect: [{ at: +2h, ${webhook} }]`, more);

const BODY = "{ to: ada@customer.example, name: null, items: [{ Quantity: 2, SKU: MUG }] }";

describe("a webhook as expected", () => {
  it.each([
    "action: remind",
    "flow: cart, action: remind, outcome: delivered, attempts: 1",
    "request: { url: https://mail.example/c1 }",
    "request: { headers: { authorization: Bearer test-mail, content-type: application/json } }",
    `request: { body: ${BODY} }`,
    "request: { body_contains: { items: [{ SKU: MUG }] } }",
    "request: { body_contains: {} }",
    `request: { body: ${BODY}, body_contains: { name: null } }`,
  ])("%s is not reported", async (webhook) => {
    expect(await differing(webhook)).toEqual([]);
  });

  it("is expected to the second", async () => {
    expect(await findingsOf("expect: [{ at: +1h59m59s }]")).not.toEqual([]);
    expect(await findingsOf("expect: [{ at: +2h1s }]")).not.toEqual([]);
    expect(await findingsOf('expect: [{ at: "2026-03-02T11:00:00.999Z" }]')).toEqual([]);
  });

  it("may be listed in any order", async () => {
    const both = (expect: string) => findingsOf(expect, "reviews: [{ at: +9h, approve: remind }]");
    expect(await both("expect: [{ at: +2h }]")).toHaveLength(1);
    const two = scenario(
      `events: [{ metric: Started Checkout }, { at: +1h, metric: Started Checkout }]
expect: [{ at: +3h }, { at: +2h }]`,
    );
    expect(judge(two, await playScenario(two, openMemoryPlayground))).toEqual([]);
  });
});

describe("a webhook that differs", () => {
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
        "  body (- expected, + sent):",
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
        "  body (- expected, + sent):",
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
  ])("%s is reported with the difference", async (webhook, lines) => {
    const [title, ...rest] = await differing(webhook);
    expect(title).toBe("Not as expected (cart.yaml:7): cart remind at +2h (2026-03-02T11:00:00Z), delivered");
    expect(rest).toEqual(lines);
  });

  it("is reported with its times", async () => {
    expect(await findingsOf("expect: [{ at: +3h }]")).toEqual([
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

  it("is reported with the request of a parked delivery", async () => {
    const of = async (body: string) => {
      const text = `events: [{ metric: Placed Order }]\nexpect: [{ at: now, outcome: parked, request: { body: ${body} } }]`;
      const one = scenario(text, "flow: order\nprofile: { email: ada@customer.example }");
      const { deliveries, idleReviews } = await playScenario(one, openMemoryPlayground);
      return judge(one, { idleReviews, deliveries: deliveries.filter(({ record }) => record.action_id === "gift") });
    };
    expect(await of("{ to: ada@customer.example }")).toEqual([]);
    expect(await of("{ to: zoe@customer.example }")).toMatchObject([{ differences: [{ part: "body" }] }]);
  });

  it("is reported with its failed attempts and their reasons", async () => {
    expect(await differing("outcome: delivered", "target: 404")).toEqual([
      "Not as expected (cart.yaml:7): cart remind at +2h (2026-03-02T11:00:00Z), failed (http-404)",
      "  outcome: expected delivered",
      "            but was failed",
      expect.stringMatching(/^ {4}\+2h \(2026-03-02T11:00:00Z\) failed: .*404/),
    ]);
  });

  it("is reported if it was not sent", async () => {
    expect(await findingsOf("expect: [{ at: +2h }, { at: +4h, action: remind, flow: cart }]")).toEqual([
      "Expected (cart.yaml:7), but not sent:",
      "  cart remind at +4h (2026-03-02T13:00:00Z), delivered",
    ]);
    expect(await findingsOf("expect: [{ at: +2h }, { at: +4h, outcome: parked }]")).toEqual([
      "Expected (cart.yaml:7), but not sent:",
      "  a webhook at +4h (2026-03-02T13:00:00Z), parked",
    ]);
  });

  it("is reported if it was sent but not expected", async () => {
    expect(await findingsOf("expect: []")).toEqual([
      "Sent, but not expected:",
      "  cart remind at +2h (2026-03-02T11:00:00Z), delivered",
      "    POST https://mail.example/c1",
      '    { "to": "ada@customer.example", "name": null, "items": [{ "SKU": "MUG", "Quantity": 2 }] }',
    ]);
  });

  it.each(["{ action: remind }", "{ flow: cart }", "{ flow: cart, action: remind }", "{}"])(
    "is reported if expect_no names it by %s",
    async (which) => {
      expect((await findingsOf(`expect_no: [${which}]`))[0]).toBe("Sent, but not expected:");
    },
  );

  it("may be a decision that matches no parked delivery", async () => {
    expect(await findingsOf("expect: [{ at: +2h }]", "reviews: [{ at: +1h, flow: cart, discard: remind }]")).toEqual([
      "No delivery to decide on (cart.yaml:6): discard cart remind at +1h (2026-03-02T10:00:00Z)",
    ]);
  });
});

describe("expect_no", () => {
  it("ignores webhooks that it does not name", async () => {
    const text = `events: [{ metric: Placed Order }]\nexpect_no: [{ flow: cart }, { action: gift, flow: order }]`;
    const one = scenario(text);
    const findings = judge(one, await playScenario(one, openMemoryPlayground));
    expect(findings.map((finding) => finding.type === "unexpected" && finding.delivery.record.action_id)).toEqual([
      "gift",
    ]);
  });
});

describe("a skipped delivery", () => {
  it("is not reported", async () => {
    const text = `events: [{ metric: Started Checkout }, { at: +1h, metric: Placed Order }]\nexpect: []`;
    const one = scenario(text, "flow: cart\nprofile: { email: ada@customer.example }");
    const played = await playScenario(one, openMemoryPlayground);
    expect(played.deliveries.map(({ record }) => record.status)).toEqual(["skipped"]);
    expect(judge(one, played)).toEqual([]);
  });
});
