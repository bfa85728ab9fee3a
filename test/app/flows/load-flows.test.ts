import { describe, expect, it } from "vitest";
import { formatFlowProblem, loadFlows } from "#app/flows/load-flows.ts";
import { flowText, sending } from "#support/flow-files.ts";

const GOOD = `${flowText(sending({ url: "https://hook.example/" }))}          body: {}
`;

/** Each problem of one flow file as "line:column rule". */
function places(text: string): string[] {
  return loadFlows([{ path: "a.yaml", text }]).problems.map(({ line, column, rule }) => `${line}:${column} ${rule}`);
}

const withBody = (body: string) => GOOD.replace("body: {}", `body: ${body}`);

describe("a problem is reported with its line and column", () => {
  it.each<[string, string, string[]]>([
    ["where YAML parsing stops", GOOD.replace("name: After", "name: [After"), ["3:1 flow-not-yaml"]],
    ["of a duplicate key", `${GOOD}id: again\n`, ["15:1 flow-not-yaml"]],
    ["of a wrong value", GOOD.replace("status: live", "status: alive"), ["3:9 flow-invalid"]],
    [
      "of a misspelt field",
      GOOD.replace("entry_action_id: send", "entry_action_id: send\n  entry: x"),
      ["7:10 flow-invalid"],
    ],
    ["in a quoted text", withBody('{ a: "Hi {{ feeds.blog }}" }'), ["14:29 template-web-feed"]],
    [
      "in a block",
      withBody('|\n            {\n              "a": {{ catalog.x }}\n            }'),
      ["16:23 template-product-feed"],
    ],
    [
      "of every mistake",
      withBody('{ a: "{{ nothing.x }}", b: "{{ feeds.y }}" }'),
      ["14:26 template-unknown-variable", "14:48 template-web-feed"],
    ],
  ])("%s", (_, text, expected) => {
    expect(places(text)).toEqual(expected);
  });

  it("in the order of the file, also within a line, whichever check found it", () => {
    const line = 'url: "https://{{ event.host }}/", nme: x';
    expect(places(GOOD.replace(/message:.*$/s, `message: { ${line} }\n`))).toEqual([
      "12:26 template-url-host",
      "12:59 flow-invalid",
    ]);
  });

  it("in JSON too", () => {
    const text = '{\n  "id": "order",\n  "name": 5\n}';
    expect(places(text)).toEqual(["1:1 flow-invalid", "3:11 flow-invalid"]);
  });
});

describe("flow files", () => {
  it("are loaded if they have no problem", () => {
    const loaded = loadFlows([
      { path: "a.yaml", text: GOOD },
      { path: "b.json", text: JSON.stringify({ ...fields("other") }) },
    ]);
    expect([loaded.flows.map(({ id }) => id), loaded.problems]).toEqual([["order", "other"], []]);
  });

  it("that share an id are distinguished by their file names", () => {
    const { flows, problems } = loadFlows(["a.yaml", "b.yaml"].map((path) => ({ path, text: GOOD })));
    expect([flows.length, problems.map(formatFlowProblem)]).toEqual([
      1,
      [
        'b.yaml:1:5: The id "order" is already the id of the flow in a.yaml. Give each flow its own id. (flow order) [flow-duplicate-id]',
      ],
    ]);
  });

  it("are all checked, even if the first one is invalid", () => {
    const { flows, problems } = loadFlows([
      { path: "a.yaml", text: "id: [" },
      { path: "b.yaml", text: GOOD },
      { path: "c.yaml", text: "5" },
    ]);
    expect([flows.length, [...new Set(problems.map(({ file }) => file))]]).toEqual([1, ["a.yaml", "c.yaml"]]);
  });

  it("are named with flow and action in a problem's line", () => {
    const { problems } = loadFlows([{ path: "a.yaml", text: withBody('{ a: "{{ feeds.y }}" }') }]);
    expect(problems.map(formatFlowProblem)).toEqual([
      expect.stringMatching(/^a\.yaml:14:26: Web feeds .*\(flow order, action send\) \[template-web-feed\]$/),
    ]);
  });
});

function fields(id: string) {
  const message = { url: "https://hook.example/" };
  const actions = [{ id: "send", type: "send-webhook", data: { status: "live", message } }];
  const triggers = [{ type: "metric", id: "Placed Order" }];
  return { id, name: id, definition: { triggers, entry_action_id: "send", actions } };
}
