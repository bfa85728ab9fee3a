import { describe, expect, it } from "vitest";
import { readFlowSource } from "#app/flows/flow-source.ts";
import { loadFlows } from "#app/flows/load-flows.ts";
import { ExactNumber } from "#core/exact-number.ts";

describe("a number of a flow file", () => {
  it.each<[string, unknown]>([
    ["12", 12],
    ["-0.50", -0.5],
    ["1e3", 1000],
    ["+12", 12],
    ["0012", 12],
    [".5", 0.5],
    ["1.", 1],
    ["0x1F", 31],
    ["0o17", 15],
    ["12345678901234567890", new ExactNumber("12345678901234567890")],
    ["-12345678901234567890", new ExactNumber("-12345678901234567890")],
    ["+0012345678901234567890", new ExactNumber("12345678901234567890")],
    ["-.123456789012345678901", new ExactNumber("-0.123456789012345678901")],
    ["1e400", new ExactNumber("1e400")],
    ["0xFFFFFFFFFFFFFFFF", new ExactNumber("18446744073709551615")],
    ["0o1777777777777777777777", new ExactNumber("18446744073709551615")],
    [".inf", Number.POSITIVE_INFINITY],
    ['"12345678901234567890"', "12345678901234567890"],
    ["12_345", "12_345"],
  ])("%s is read with all its digits", (source, value) => {
    expect(readFlowSource(`[${source}]`).value).toEqual([value]);
    expect(readFlowSource(`a: &a ${source}\nb: *a`).value).toEqual({ a: value, b: value });
  });

  it("is a text if it is a name", () => {
    expect(readFlowSource("007: 1\n1.50: 2\n12345678901234567890: 3").value).toEqual({
      "007": 1,
      "1.50": 2,
      "12345678901234567890": 3,
    });
  });
});

const flow = (filter: string, body: string) => `id: order
name: After an order
definition:
  triggers:
    - type: metric
      id: Placed Order
      trigger_filter:
        condition_groups: [{ conditions: [{ type: metric-property, field: OrderId, filter: ${filter} }] }]
  entry_action_id: send
  actions:
    - id: send
      type: send-webhook
      data: { message: { url: "https://hook.example/", body: ${body} } }
`;
const EQUALS_TEXT = '{ type: string, operator: equals, value: "12345678901234567890" }';

describe("in a flow, a number that a double can't hold", () => {
  it("is sent with all its digits", () => {
    const [loaded] = loadFlows([{ path: "a.yaml", text: flow(EQUALS_TEXT, "{ shop: 12345678901234567890 }") }]).flows;
    expect(JSON.stringify(loaded)).toContain('"body":{"shop":12345678901234567890}');
  });

  it.each([
    [
      "{ type: string, operator: equals, value: 12345678901234567890 }",
      "Must be a text, but is 12345678901234567890: put it in quotes.",
    ],
    [
      "{ type: numeric, operator: equals, value: 12345678901234567890 }",
      "Must be a number, but is 12345678901234567890, which has more digits than a number can have here. An id is compared as a text, in quotes.",
    ],
  ])("is not compared with: %s", (filter, message) => {
    const { problems } = loadFlows([{ path: "a.yaml", text: flow(filter, "{}") }]);
    expect(problems).toMatchObject([{ rule: "flow-invalid", line: 8, message }]);
  });
});
