import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { flowJsonSchema } from "#core/flow/flow-json-schema.ts";
import { flowText, sending } from "#support/flow-files.ts";
import { flowhook } from "#support/flowhook-command.ts";
import { folderOfFiles } from "#support/folder-of-files.ts";

/** The place of a word in a text, as "line:column". */
function placeOf(word: string, text: string): string {
  const before = text.slice(0, text.indexOf(word)).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

const GOOD = `${flowText(sending({ url: "https://hook.example/" }))}          body: { order: "{{ event.OrderId }}" }
`;

const TEN_MISTAKES = `id: Abandoned
name: A cart that was left
status: lvie
definition:
  triggers:
    - type: metric
      id: Started Checkout
      trigger_filter:
        condition_groups:
          - conditions:
              - { type: metric-property, field: Total, metric_id: Added to Cart, filter: { type: numeric, operator: equals, value: 5 } }
  profile_filter:
    condition_groups:
      - conditions:
          - type: profile-metric
            metric_id: Added to Cart
            measurement: count
            measurement_filter: { type: numeric, operator: equals, value: 0 }
            timeframe_filter: { type: date, operator: flow-start }
  entry_action_id: wait
  actions:
    - id: wait
      type: time-delay
      data: { unit: weeks, value: 1 }
      links: { next: send }
    - id: send
      type: send-webhook
      links: { next: sned-again }
      data:
        status: live
        message:
          url: https://{{ event.Host }}/carts
          headers:
            Content-Length: "5"
          body:
            name: "{{ person.first_name|capitalise }}"
            cart: "{{ event.added_to_cart.Items }}"
            code: |
              Use
              {% coupon_code 'SPRING' %}
            left: "{{ carts }}"
            when: 1
          method: PUT
`;

describe("flowhook validate", () => {
  it("reports every mistake of a file in the order of their lines", async () => {
    const folder = folderOfFiles({ "cart.yaml": TEN_MISTAKES });
    const { code, stdout, stderr } = await flowhook(["validate", folder]);
    const lines = stdout.trimEnd().split("\n");
    const place = (word: string) => placeOf(word, TEN_MISTAKES);
    expect(lines.map((line) => line.replace(`${join(folder, "cart.yaml")}:`, "").replace(/: .* \[/, " ["))).toEqual([
      `${place("Abandoned")} [flow-invalid]`,
      `${place("lvie")} [flow-invalid]`,
      `${place("Added to Cart")} [flow-other-metric]`,
      `${place("weeks")} [flow-invalid]`,
      `${place("sned-again")} [flow-dangling-link]`,
      `${place("https://{{")} [template-url-host]`,
      `${place('"5"')} [template-header]`,
      `${place("capitalise")} [template-unknown-filter]`,
      `${place("event.added_to_cart")} [template-other-metric]`,
      `${place("{% coupon_code")} [template-coupon-code]`,
      `${place("carts }}")} [template-unknown-variable]`,
      `${place("PUT")} [flow-invalid]`,
      "0 of 1 flow files are valid.",
    ]);
    expect([code, stderr]).toEqual([1, ""]);
  });

  it("reports warnings and succeeds", async () => {
    const folder = folderOfFiles({ "order.yaml": GOOD.replace("https:", "http:") });
    const { code, stdout } = await flowhook(["validate", join(folder, "order.yaml")]);
    const why = "Nothing is sent to this URL unless the operator opens the target's addresses (--allow-target).";
    expect([code, stdout]).toEqual([
      0,
      `${folder}/order.yaml:13:16: warning: ${why} Use https:// where the target has it. (flow order, action send) ` +
        "[flow-url-not-https]\n1 of 1 flow files are valid.\n",
    ]);
  });

  it("looks for variables in the sample events of files and directories", async () => {
    const folder = folderOfFiles({ "order.yaml": GOOD });
    const event = (properties: object) =>
      JSON.stringify({ metric: "Placed Order", profile: { email: "a@b.example" }, properties });
    const samples = folderOfFiles({ "a.json": event({}), "b.json": event({ OrderID: 1 }), "notes.txt": "" });
    const { code, stdout } = await flowhook(["validate", folder, "--events", samples]);
    expect([code, stdout]).toEqual([
      0,
      `${folder}/order.yaml:14:30: warning: No sample event of "Placed Order" has event.OrderId. Did you mean event.OrderID? ` +
        `Checked samples: ${samples}/a.json, ${samples}/b.json. (flow order, action send) [flow-variable-not-in-samples]\n` +
        "1 of 1 flow files are valid.\n",
    ]);
    const good = folderOfFiles({ "c.json": event({ OrderId: 1 }) });
    const more = await flowhook(["validate", folder, "--events", samples, "--events", join(good, "c.json")]);
    expect([more.code, more.stdout]).toEqual([0, "1 of 1 flow files are valid.\n"]);
  });

  it("reports the problems of a sample event", async () => {
    const folder = folderOfFiles({ "order.yaml": GOOD, "event.json": '{ "metric": 5, "profile": {} }' });
    const { code, stdout } = await flowhook([
      "validate",
      join(folder, "order.yaml"),
      "--events",
      join(folder, "event.json"),
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain(`${folder}/event.json:1:13: /metric: Must be a text, but is 5`);
    expect(stdout).toContain("1 of 1 flow files are valid.\n");
  });

  it("prints problems and warnings as separate lists in JSON", async () => {
    const folder = folderOfFiles({ "a.yaml": GOOD.replace("https:", "http:"), "b.yaml": "id: [" });
    const { code, stdout } = await flowhook(["validate", "--json", folder]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      flows: ["order"],
      problems: [{ file: `${folder}/b.yaml`, line: 1, rule: "flow-not-yaml" }],
      warnings: [{ file: `${folder}/a.yaml`, line: 13, column: 16, rule: "flow-url-not-https", action: "send" }],
    });
  });

  it.each([
    [["missing"], 1, "missing can't be read"],
    [["--events", "missing.json"], 1, "missing.json can't be read"],
    [["--events", "docs"], 1, "docs contains no sample events"],
    [["--evnts", "a.json"], 2, "'--evnts'"],
  ])("fails for %j", async (args, expected, message) => {
    const { code, stderr } = await flowhook(["validate", ...args]);
    expect([code, stderr]).toEqual([expected, expect.stringContaining(message)]);
  });

  const READS = GOOD.replace("body:", 'headers: { Authorization: "Bearer {{ secrets.cmr }}" }\n          body:');
  const missingSecrets = (text: string) => text.split("\n").filter((line) => line.includes("[flow-secret-missing]"));

  it("warns of a secret whose name nearly matches one of the environment, and suggests that one", async () => {
    const folder = folderOfFiles({ "a.yaml": READS });
    const { code, stdout } = await flowhook(["validate", folder], { FLOWHOOK_SECRET_CRM: "x" });
    expect([code, missingSecrets(stdout)]).toEqual([
      0,
      [expect.stringContaining('No secret named "cmr" is known here. Did you mean "crm"?')],
    ]);
    expect(missingSecrets((await flowhook(["validate", folder], { FLOWHOOK_SECRET_MAIL_TOOL: "x" })).stdout)).toEqual(
      [],
    );
    expect(missingSecrets((await flowhook(["validate", folder], { FLOWHOOK_SECRET_CMR: "x" })).stdout)).toEqual([]);
  });

  it("warns of every secret that --secrets does not list", async () => {
    const folder = folderOfFiles({ "a.yaml": READS });
    const warned = async (list: string) =>
      missingSecrets((await flowhook(["validate", folder, "--secrets", list])).stdout);
    expect(await warned("mail_tool, cmr")).toEqual([]);
    expect(await warned("mail_tool")).toEqual([expect.stringContaining('No secret named "cmr" is known here. (flow')]);
  });

  it("reports one wrong indentation as one error", async () => {
    const folder = folderOfFiles({ "a.yaml": GOOD.replace("  entry_action_id", " entry_action_id") });
    const { code, stdout } = await flowhook(["validate", folder]);
    expect(code).toBe(1);
    expect(stdout.match(/\[flow-not-yaml\]/g)).toHaveLength(1);
    expect(stdout).toMatch(/a\.yaml:[56]:\d+: /);
  });

  it("does not warn of a URL whose address --allow-target opens", async () => {
    const folder = folderOfFiles({ "a.yaml": GOOD.replace("https://hook.example/", "http://10.1.2.3:8080/") });
    expect((await flowhook(["validate", folder])).stdout).toContain("[flow-url-not-https]");
    const opened = await flowhook(["validate", folder, "--allow-target", "10.0.0.0/8"]);
    expect(opened.stdout).toBe("1 of 1 flow files are valid.\n");
    const other = await flowhook(["validate", folder, "--allow-target", "10.2.0.0/16"]);
    expect(other.stdout).toContain("[flow-url-not-https]");
  });
});

describe("flowhook schema", () => {
  it("prints the JSON Schema of flow files", async () => {
    const { code, stdout } = await flowhook(["schema"]);
    expect([code, JSON.parse(stdout)]).toEqual([0, flowJsonSchema()]);
  });

  it("rejects an unknown schema and names the schemas", async () => {
    expect(await flowhook(["schema", "events"])).toMatchObject({ code: 2, stderr: expect.stringContaining("flows") });
  });
});

describe("a folder without flow files", () => {
  it("is a problem that names the folder", async () => {
    const folder = folderOfFiles({ "readme.txt": "nothing" });
    const { code, stdout } = await flowhook(["validate", folder]);
    expect(code).toBe(1);
    expect(stdout).toContain(`${folder}:1:1: There are no flow files here: no name ends in .yaml, .yml or .json.`);
  });

  it("does not hide the flows of another folder", async () => {
    const { code, stdout } = await flowhook(["validate", folderOfFiles({}), folderOfFiles({ "a.yaml": GOOD })]);
    expect([code, stdout]).toEqual([1, expect.stringMatching(/\[flow-no-files\]\n1 of 1 flow files are valid\.\n$/)]);
  });
});
