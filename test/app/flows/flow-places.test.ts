// The position of a problem in its file, for each way in which YAML writes a text; and the problems of files that are not flows.

import { describe, expect, it } from "vitest";
import { loadFlows } from "#app/flows/load-flows.ts";
import { flowText, sending } from "#support/flow-files.ts";

/** The first line of the message's last field, counted from 1. */
const LAST = 14;

const FLOW = flowText(sending({ url: "https://hook.example/" }));

/** Each problem of a file as "line:column message", with the message's first sentence. */
function problemsIn(text: string): string[] {
  const { problems } = loadFlows([{ path: "a.yaml", text }]);
  return problems.map(({ line, column, message }) => `${line}:${column} ${/^[^.]*\./.exec(message)?.[0]}`);
}

const list = (item: string) => Array(11).fill(item).join(", ");

/** The line and the column of a text in another. */
function placeOf(part: string, text: string): string {
  const before = text.slice(0, text.indexOf(part)).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

describe("the position of a mistake in a template is found", () => {
  it.each<[string, string]>([
    ["in a plain text", "          body:\n            a: the {{evnt.A}}\n"],
    ["in a text in double quotes", '          body: { a: "{{evnt.A}}" }\n'],
    ["after escapes in double quotes", '          body: "{ \\"\\u0061\\x62\\": \\"{{evnt.A}}\\" }"\n'],
    ["in a text in single quotes", '          body: \'{ "a": "{{evnt.A}}" }\'\n'],
    ["after a doubled single quote", "          body: '{ \"it''s\": \"{{evnt.A}}\" }'\n"],
    ["in the first line of a block", '          body: |\n            { "a": "{{evnt.A}}" }\n'],
    [
      "in a line of a block that is indented further",
      '          body: |\n            {\n                "a": "{{evnt.A}}"\n            }\n',
    ],
    ["in a block whose first line is empty", '          body: |\n\n            { "a": "{{evnt.A}}" }\n'],
    ["in a block without a line break at its end", '          body: |-\n            { "a": "{{evnt.A}}" }\n'],
    ["in a block that sets its own indentation", '          body: |2\n            { "a": "{{evnt.A}}" }\n'],
    [
      "in the first line of a folded block",
      '          body: >\n            { "a": "{{evnt.A}}",\n            "b": 1 }\n',
    ],
    ["in a field whose name a pointer must escape", '          body: { "X~/A": "a", "X~A/": "{{evnt.A}}" }\n'],
    ["in a plain header", "          headers:\n            X-A: a {{evnt.A}}\n"],
  ])("%s", (_, more) => {
    const text = FLOW + more;
    expect(problemsIn(text)).toEqual([`${placeOf("evnt", text)} There is no variable "evnt".`]);
  });

  it.each<[string, string]>([
    ["further down in a folded block", '          body: >\n            { "a": 1,\n            "b": "{{evnt.A}}" }\n'],
    [
      "in the second line of a text in double quotes",
      '          body: "{ \\"a\\": 1,\n            \\"b\\": \\"{{evnt.A}}\\" }"\n',
    ],
  ])("at the beginning of the text %s, because YAML does not keep its lines", (_, more) => {
    expect(problemsIn(FLOW + more)).toEqual([`${LAST}:17 There is no variable "evnt".`]);
  });

  it("in a file with Windows line breaks", () => {
    const text = `${FLOW}          body: |\n            {\n              "a": "{{evnt.A}}" }\n`;
    expect(problemsIn(text.replaceAll("\n", "\r\n"))).toEqual([
      `${placeOf("evnt", text)} There is no variable "evnt".`,
    ]);
  });

  it("in JSON, after line breaks that it can only write as escapes, at the beginning of the text", () => {
    const body = '{\n"a": "{{evnt.A}}" }';
    const message = { url: "https://hook.example/", body };
    const actions = [{ id: "send", type: "send-webhook", data: { status: "live", message } }];
    const definition = { triggers: [{ type: "metric", id: "A" }], entry_action_id: "send", actions };
    const text = JSON.stringify({ id: "order", name: "Order", definition }, null, 2);
    expect(problemsIn(text)).toEqual([`${placeOf(JSON.stringify(body), text)} There is no variable "evnt".`]);
    const oneLine = text.replace("{\\n", "{ ");
    expect(problemsIn(oneLine)).toEqual([`${placeOf("evnt", oneLine)} There is no variable "evnt".`]);
  });
});

describe("a missing field is reported at the name of its parent", () => {
  it.each<[string, string, string]>([
    [
      "a field of a message",
      FLOW.replace("url: https://hook.example/", "name: x"),
      '12:9 The field "url" is required: a text.',
    ],
    [
      "a field of an action",
      FLOW.replace("      type: send-webhook\n", ""),
      '8:7 The field "type" is required: one of',
    ],
    [
      "a field of the definition",
      FLOW.replace("  entry_action_id: send\n", ""),
      '4:1 The field "entry_action_id" is required: a text.',
    ],
    ["a field of the flow", FLOW.replace("name: After an order\n", ""), '1:1 The field "name" is required: a text.'],
  ])("%s", (_, text, problem) => {
    expect(problemsIn(text)).toEqual([expect.stringContaining(problem)]);
  });

  it("a problem of a whole list is reported at the list's name", () => {
    expect(problemsIn(FLOW.replace(/triggers: .*/, "triggers: []"))).toEqual(["5:3 Must hold one trigger."]);
  });
});

describe("a file that is not a flow is refused", () => {
  it.each<[string, string, string[]]>([
    ["if it is empty", "", ["1:1 The file is empty: it must hold a flow."]],
    ["if it has only a comment", "# to do\n", ["1:1 The file is empty: it must hold a flow."]],
    [
      "if it has two documents",
      `${FLOW}---\n${FLOW}`,
      ["14:1 A file holds one document, but a second one begins here."],
    ],
    ["for a tag", FLOW.replace("After", "!!binary After"), ["2:7 Unresolved tag: tag:yaml."]],
    ["for a tag that would run code", FLOW.replace("After", "!!js/function After"), ["2:7 Unresolved tag: tag:yaml."]],
    [
      "for an alias without an anchor",
      FLOW.replace("After an order", "*name"),
      ['2:7 Nothing before this has the anchor "name".'],
    ],
    [
      "for an alias inside its own anchor",
      `${FLOW}          body: &b { a: *b }\n`,
      ['14:25 "b" can\'t be a part of itself.'],
    ],
    [
      "for a template without quotes",
      `${FLOW}          body: { a: {{ event.A }}, b: {{ event.B }} }\n`,
      ["14:23 A name must be a text.", "14:41 A name must be a text."],
    ],
    [
      "for aliases that expand too far",
      `${FLOW}          body:\n            a: &a [${list("1")}]\n            b: &b [${list("*a")}]\n            c: [${list("*b")}]\n`,
      ["1:1 The file's aliases expand to more than 100 values."],
    ],
    [
      "for each duplicate key",
      `${FLOW}id: a\nname: b\n`,
      ['14:1 This object has the name "id" twice.', '15:1 This object has the name "name" twice.'],
    ],
  ])("%s", (_, text, problems) => {
    expect(problemsIn(text)).toEqual(problems);
  });
});

it("a tab is reported first, before its consequences", () => {
  expect(problemsIn(FLOW.replace("  entry", "\tentry"))[0]).toBe("6:1 Tabs are not allowed as indentation.");
});

describe("an alias", () => {
  it("represents its anchor's value, including a mistake in it", () => {
    const shared = (value: string) =>
      `${FLOW.replace("name: After an order", `name: &shared "${value}"`)}          body: { a: *shared }\n`;
    expect(problemsIn(shared("fine"))).toEqual([]);
    expect(problemsIn(shared("{{evnt.A}}"))).toEqual([`${LAST}:22 There is no variable "evnt".`]);
  });
});

describe("an id that two files share", () => {
  it("is reported even if the first of them has another mistake", () => {
    const files = [FLOW.replace("status: live", "status: alive"), FLOW].map((text, index) => ({
      path: `${index}.yaml`,
      text,
    }));
    const { flows, problems } = loadFlows(files);
    expect([flows, problems.map(({ file, rule, line }) => `${file}:${line} ${rule}`)]).toEqual([
      [],
      ["0.yaml:3 flow-invalid", "1.yaml:1 flow-duplicate-id"],
    ]);
  });
});

describe("a hint is added to the YAML parser's message:", () => {
  it.each([
    ["name: Order: after", 'A text with ": " in it needs quotes; else look at the indentation.'],
    ["name: {% today %}", "Put the text into quotes."],
    ["name: @home", "Put the text into quotes."],
    ["name: 'it's'", "A text that begins with {, [ or a quote needs quotes around all of it."],
    ["name: {{ event.A }} and more", "A text that begins with {, [ or a quote needs quotes around all of it."],
  ])("%s", (text, hint) => {
    expect(loadFlows([{ path: "a.yaml", text }]).problems[0]?.message).toMatch(
      new RegExp(`\\. ${RegExp.escape(hint)}$`),
    );
  });
});
