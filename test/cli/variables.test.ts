// `flowhook variables`: the variables that a flow's webhooks use.

import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { folderOfFiles } from "#support/folder-of-files.ts";
import { runMain } from "#support/run-main.ts";

let directory: string;
beforeAll(() => {
  directory = folderOfFiles({ "order.yaml": ORDER, "bad.yaml": ORDER.replace("item.Name }}", "itm.Name }}") });
});

async function variables(file: string, ...more: readonly string[]) {
  const { code, stdout, stderr } = await runMain("variables", join(directory, file), ...more);
  return { code, stdout: stdout.replaceAll(`${directory}/`, ""), stderr: stderr.replaceAll(`${directory}/`, "") };
}

describe("flowhook variables", () => {
  it("lists each variable with its place in the file and the conditions around it", async () => {
    const { code, stdout, stderr } = await variables("order.yaml");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`ask  (Ask for it)
  event.OrderId       order.yaml:16:43
  event.Items         order.yaml:20:40
  event.Items[].Name  order.yaml:21:31
  event.Items[].Gift  order.yaml:21:52  may be absent
  event.Note          order.yaml:21:76  in {% if item.Gift %}
  person['Ship To']   order.yaml:23:25  may be absent
  event.Vip           order.yaml:24:29  may be absent
  event.Vip           order.yaml:24:44  in {% if event.Vip %}
  secrets: api, key

tell
  event.Total  order.yaml:30:40
`);
  });

  it("lists those of one webhook", async () => {
    const { stdout } = await variables("order.yaml", "--action", "tell");
    expect(stdout).toBe("tell\n  event.Total  order.yaml:30:40\n");
  });

  it("prints the variables as JSON", async () => {
    const { code, stdout } = await variables("order.yaml", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      flow_id: "order",
      webhooks: [
        {
          action_id: "ask",
          name: "Ask for it",
          secrets: ["api", "key"],
          variables: [
            { variable: "event.OrderId", pointer: "/url", line: 1, column: 28, conditions: [], may_be_absent: [] },
            { variable: "event.Items" },
            { variable: "event.Items[].Name" },
            { variable: "event.Items[].Gift", may_be_absent: ["event.Items[].Gift"] },
            { variable: "event.Note", pointer: "/body", conditions: ["{% if item.Gift %}"], place: "order.yaml:21:76" },
            { variable: "person['Ship To']", may_be_absent: ["person['Ship To']"] },
            { variable: "event.Vip" },
            { variable: "event.Vip", conditions: ["{% if event.Vip %}"], may_be_absent: ["event.Vip"] },
          ],
        },
        { action_id: "tell", secrets: [] },
      ],
    });
  });

  it("reports the problems of templates, with a marker at the place", async () => {
    const { code, stderr } = await variables("bad.yaml");
    expect(code).toBe(1);
    expect(
      stderr,
    ).toBe(`bad.yaml:21:31: There is no variable "itm". Did you mean "item"? The event's data is under event, the profile's under person. (flow order, action ask) [template-unknown-variable]
                    { "name": "{{ itm.Name }}", {% if item.Gift %}"note": "{{ event.Note }}"{% endi…
                                  ^
`);
    const { stdout } = await variables("bad.yaml", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ line: 21, source_line: expect.stringContaining("itm.Name") }],
    });
  });

  it.each<[string, string[], string]>([
    ["no file", [], "Name one flow file."],
    ["two files", ["a.yaml", "b.yaml"], "Name one flow file."],
    ["a directory of many", ["flows"], "must be a file that contains one flow"],
    [
      "an unknown webhook",
      ["flows/high-value-order-alert.yaml", "--action", "alert-sale"],
      'Did you mean "alert-sales"?',
    ],
  ])("rejects a command line with %s", async (_, args, words) => {
    const printed = await runMain("variables", ...args);
    expect([printed.code, printed.stdout, printed.stderr]).toEqual([2, "", expect.stringContaining(words)]);
  });
});

const ORDER = `
id: order
name: After an order
status: live
definition:
  triggers: [{ type: metric, id: Placed Order }]
  entry_action_id: ask
  actions:
    - id: ask
      type: send-webhook
      links: { next: tell }
      data:
        status: live
        message:
          name: Ask for it
          url: https://api.example.com/{{ event.OrderId }}?key={{ secrets.key }}
          headers: { Authorization: "Bearer {{ secrets.api }}" }
          body: |
            {
              "items": [{% for item in event.Items %}
                { "name": "{{ item.Name }}", {% if item.Gift %}"note": "{{ event.Note }}"{% endif %} },
              {% endfor %}],
              "to": "{{ person|lookup:'Ship To'|default:'' }}",
              "vip": "{% if event.Vip %}{{ event.Vip }}{% endif %}"
            }
    - id: tell
      type: send-webhook
      data:
        message:
          url: https://chat.example/{{ event.Total }}
`;
