// `flowhook render`: the requests of a flow's webhooks.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runMain } from "#support/run-main.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "flowhook-render-"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(directory, name), text);
});
afterAll(() => rmSync(directory, { recursive: true }));

async function render(flow: string, event: string, ...more: readonly string[]) {
  const at = ["--received-at", "2026-03-02T09:00:00Z"];
  const printed = await runMain("render", join(directory, flow), "--event", join(directory, event), ...at, ...more);
  return { ...printed, stdout: printed.stdout.replaceAll(`${directory}/`, "") };
}

describe("flowhook render", () => {
  it("shows the request of each webhook, live or not, with its secrets hidden", async () => {
    const { code, stdout, stderr } = await render("order.yaml", "order.json");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`ask  (Ask for it, live)
  POST https://api.example.com/orders/7?key=***
  Authorization: Bearer ***
  { "order": "7", "day": "2026-03-02" }

tell  (draft)
  POST https://chat.example/
  { "total": 1.5 }
`);
  });

  it("reads the organization from --organization", async () => {
    const flow = join(directory, "signed.yaml");
    const order = readFileSync(join(directory, "order.yaml"), "utf8");
    writeFileSync(flow, order.replace("https://chat.example/", "https://chat.example/{{ organization.name }}"));
    const { stdout } = await render("signed.yaml", "order.json", "--organization", "name=Acme=Ltd", "--action", "tell");
    expect(stdout).toContain("POST https://chat.example/Acme%3DLtd\n");
    const wrong = await render("signed.yaml", "order.json", "--organization", "Acme");
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining('--organization must have the form NAME=VALUE, such as name="Acme Ltd", but is "Acme".'),
    ]);
  });

  it("shows only the webhook that --action names", async () => {
    const { code, stdout } = await render("order.yaml", "order.json", "--action", "tell");
    expect([code, stdout]).toEqual([0, 'tell  (draft)\n  POST https://chat.example/\n  { "total": 1.5 }\n']);
  });

  it("notes that an event would not start the flow", async () => {
    const { code, stdout } = await render("order.yaml", "checkout.json", "--action", "tell");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^! This event would not start the flow\. The flow starts on "Placed Order", not on "Started Checkout"\.\n\ntell/,
    );
  });

  it("shows the line of a template that fails, with a marker under its column, at its place in the file", async () => {
    const { code, stdout } = await render("order.yaml", "checkout.json");
    expect(code).toBe(1);
    // The line break depends on the length of the directory's name.
    expect(stdout.replaceAll(/\n {4}(?=\w)/g, " ")).toContain(`
tell  (draft)
  POST https://chat.example/
  ✗ order.yaml:25:71: The rendered body is not JSON: expected a comma or the closing bracket here, but found "t". [template-json]
      { "total": {{ event|lookup:'$value' }} {% if event.Gift %}{{ event.Gift }}{% endif %} }
                                                                ^
`);
  });

  it("prints the requests as JSON", async () => {
    const { code, stdout } = await render("order.yaml", "order.json", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      flow_id: "order",
      webhooks: [{ action_id: "ask", request: { headers: { Authorization: "Bearer ***" } } }, { action_id: "tell" }],
      notes: [],
    });
  });

  it.each<[string, string[], number, string]>([
    ["no file", ["render", "--event", "e.json"], 2, "Name one flow file."],
    ["two files", ["render", "a.yaml", "b.yaml", "--event", "e.json"], 2, "Name one flow file."],
    ["no event", ["render", "a.yaml"], 2, "--event FILE is required"],
    [
      "a directory of many",
      ["render", "flows", "--event", "examples/events/placed-order.json"],
      2,
      "must be a file that contains one flow",
    ],
    ["a missing file", ["render", "nowhere.yaml", "--event", "e.json"], 1, "nowhere.yaml can't be read"],
  ])("rejects a command line with %s", async (_, args, code, words) => {
    const printed = await runMain(...args);
    expect([printed.code, printed.stdout, printed.stderr]).toEqual([code, "", expect.stringContaining(words)]);
  });

  it("suggests the nearest webhook", async () => {
    const { code, stderr } = await render("order.yaml", "order.json", "--action", "tel");
    expect([code, stderr]).toEqual([2, expect.stringContaining('The flow has no webhook "tel". Did you mean "tell"?')]);
  });

  it("reports the problems of the flow and the event", async () => {
    const { code, stderr } = await render("bad.yaml", "bad.json");
    expect(code).toBe(1);
    expect(stderr).toMatch(/bad\.yaml:\d+:\d+: .*\n.*bad\.json:1:\d+: \/profile: /);
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
          url: https://api.example.com/orders/{{ event.OrderId }}?key={{ secrets.key }}
          headers: { Authorization: "Bearer {{ secrets.api }}" }
          body: { order: "{{ event.OrderId }}", day: "{% today '%Y-%m-%d' as day %}{{ day }}" }
    - id: tell
      type: send-webhook
      data:
        message:
          url: https://chat.example/
          body: |
            { "total": {{ event|lookup:'$value' }} {% if event.Gift %}{{ event.Gift }}{% endif %} }
`;
const FILES: Readonly<Record<string, string>> = {
  "order.yaml": ORDER,
  "bad.yaml": ORDER.replace("status: live", "status: alive"),
  "order.json": '{"metric":"Placed Order","profile":{"id":"1"},"properties":{"OrderId":"7","Gift":false},"value":1.5}',
  "checkout.json":
    '{"metric":"Started Checkout","profile":{"id":"1"},"properties":{"OrderId":"7","Gift":true},"value":1.5}',
  "bad.json": '{"metric":"Placed Order","profile":{}}',
};
