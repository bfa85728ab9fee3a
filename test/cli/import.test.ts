// `flowhook import`: a flow as Klaviyo's API exports it becomes a flow file that validates.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { runMain } from "#support/run-main.ts";

const EXPORTED = readFileSync("test/cli/import/exported-flow.json", "utf8");
const METRICS = { SxS7n2: "Started Checkout", RpB3mK: "Placed Order" };

let folder: string;
let out: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flowhook-import-"));
  out = join(folder, "out", "flow.yaml");
});

afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  writeFileSync(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  return join(folder, name);
}

/** The exported flow, with its definition changed. */
// biome-ignore lint/suspicious/noExplicitAny: tests change any part of the export.
function changed(change: (definition: any, attributes: any) => void): string {
  const whole = JSON.parse(EXPORTED);
  change(whole.data.attributes.definition, whole.data.attributes);
  return file("changed.json", whole);
}

const importIt = (exported: string, ...more: string[]) =>
  runMain("import", exported, "--metrics", file("metrics.json", METRICS), "--out", out, ...more);

const written = () => parse(readFileSync(out, "utf8"));

describe("flowhook import", () => {
  it("imports a whole flow without manual edits", async () => {
    const { code, stdout, stderr } = await importIt(file("flow.json", EXPORTED));
    expect([code, stdout, stderr]).toEqual([0, `${out}: the flow was imported completely, with its status.\n`, ""]);
    expect(await runMain("validate", out)).toMatchObject({ code: 0, stdout: "1 of 1 flow files are valid.\n" });
    const { id, name, status, definition } = written();
    expect({ id, name, status }).toEqual({
      id: "abandoned-cart-reminder",
      name: "Abandoned Cart: Reminder",
      status: "live",
    });
    expect(definition.triggers[0].id).toBe("Started Checkout");
    expect(definition.profile_filter.condition_groups[0].conditions[0].metric_id).toBe("Placed Order");
    expect(definition.entry_action_id).toBe("time-delay-1");
    expect(definition.actions.map((action: { id: string; links?: object }) => [action.id, action.links])).toEqual([
      ["time-delay-1", { next: "trigger-split-1" }],
      ["trigger-split-1", { next_if_true: "send-webhook-1" }],
      ["send-webhook-1", undefined],
    ]);
    expect(definition.actions[1].data.trigger_id).toBe("Started Checkout");
    expect(definition.actions[2].data).toEqual({
      status: "live",
      message: {
        name: "Remind",
        url: "https://api.messages.example/v1/reminders",
        headers: { "X-Source": "klaviyo" },
        body: `{\n  "to": "{{ person.email }}",\n  "items": {{ event.Items|default:'[]' }}\n}`,
      },
    });
  });

  it("reads names of metrics from the API's response, and the flow from only its attributes", async () => {
    const data = Object.entries(METRICS).map(([id, name]) => ({ type: "metric", id, attributes: { name } }));
    const attributes = file("attributes.json", JSON.parse(EXPORTED).data.attributes);
    const listed = file("listed.json", { data });
    expect((await runMain("import", attributes, "--metrics", listed, "--out", out)).code).toBe(0);
    expect(written().status).toBe("live");
  });

  it("makes a draft and lists missing names of metrics, also in the file", async () => {
    const { code, stdout } = await runMain("import", file("flow.json", EXPORTED), "--out", out);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `${out}: the flow was imported as a draft. 3 parts need your attention:\n  trigger: "SxS7n2" is the id`,
    );
    expect(readFileSync(out, "utf8")).toContain('# - trigger: "SxS7n2" is the id of a metric in Klaviyo;');
    expect(written().status).toBe("draft");
    expect((await runMain("validate", out)).code).toBe(0);
  });

  it("omits an action that Flowhook does not have, and notes it", async () => {
    const exported = changed((definition) => {
      definition.entry_action_id = "1";
      definition.actions.unshift({ id: "1", type: "send-email", links: { next: "88120011" }, data: { message: {} } });
    });
    const { code, stdout } = await importIt(exported, "--json");
    expect([code, JSON.parse(stdout).notes]).toEqual([
      0,
      [{ where: "action 1 (send-email)", why: "Flowhook has no send-email action.", todo: expect.any(String) }],
    ]);
    expect([written().status, written().definition.entry_action_id]).toEqual(["draft", "time-delay-1"]);
    expect((await runMain("validate", out)).code).toBe(0);
  });

  it("omits a condition that Flowhook does not have, keeps the others, and notes it", async () => {
    const exported = changed(({ profile_filter }) => {
      const consent = { type: "profile-marketing-consent", consent: { channel: "email" } };
      profile_filter.condition_groups.push({ conditions: [consent] });
    });
    const { notes } = JSON.parse((await importIt(exported, "--json")).stdout);
    expect(notes).toEqual([
      {
        where: "profile_filter",
        why: expect.stringContaining("A profile-marketing-consent condition"),
        todo: expect.any(String),
      },
    ]);
    expect(written().definition.profile_filter.condition_groups).toHaveLength(1);
  });

  it.each<[string, Parameters<typeof changed>[0], string]>([
    [
      "a header that contains a secret",
      ({ actions }) => Object.assign(actions[2].data.message.headers, { Authorization: "Bearer abc" }),
      "header Authorization: Its value looks like a secret",
    ],
    ["an unknown field", ({ actions }) => Object.assign(actions[2].data, { smart: true }), "no field data.smart"],
    [
      "a list's id",
      (definition) => (definition.triggers = [{ type: "list", id: "Y6nRLr" }]),
      '"Y6nRLr" is the id of a list',
    ],
    ["invalid re-entry criteria", (definition) => (definition.reentry_criteria.unit = "month"), "reentry_criteria: "],
  ])("makes a draft of a flow with %s, and notes it", async (_, change, note) => {
    const { code, stdout } = await importIt(
      changed((definition, attributes) => {
        change(definition, attributes);
        if (definition.triggers[0].type !== "list") return;
        definition.actions = [{ ...definition.actions[2], id: "88120011" }];
      }),
    );
    expect([code, stdout]).toEqual([0, expect.stringContaining(note)]);
    expect(written().status).toBe("draft");
    expect((await runMain("validate", out)).code).toBe(0);
  });

  it("allows re-entry as Klaviyo does for alltime with a duration of 0", async () => {
    await importIt(changed((definition) => (definition.reentry_criteria = { unit: "alltime", duration: 0 })));
    expect(written().definition.reentry_criteria).toBeUndefined();
    await importIt(
      changed((definition) => (definition.reentry_criteria = { unit: "alltime", duration: 1 })),
      "--force",
    );
    expect(written().definition.reentry_criteria).toEqual({ unit: "alltime", duration: 1 });
  });

  it.each<[string, () => string, string]>([
    ["no JSON", () => file("bad.json", "{ nothing"), "is not JSON: "],
    [
      "no flow",
      () => file("bad.json", { data: [] }),
      "contains no flow definition. Export it with GET /api/flows/{id}?",
    ],
    ["no definition", () => file("bad.json", { name: "x" }), "contains no flow definition"],
    ["no file", () => join(folder, "none.json"), "can't be read: ENOENT"],
    ["a trigger on a date", () => changed((one) => (one.triggers = [{ type: "date" }])), "[flow-not-supported]"],
    [
      "a coupon code",
      () => changed(({ actions }) => (actions[2].data.message.body = "{% coupon_code 'X' %}")),
      "[template-coupon-code]",
    ],
    [
      "only emails",
      () => changed((one) => (one.actions = [{ id: "1", type: "send-email" }])),
      "has no send-email action",
    ],
    ["a loop", () => changed(({ actions }) => (actions[2].links.next = "88120011")), "[flow-cycle]"],
  ])("with %s it prints the reason and writes nothing", async (_, exported, why) => {
    const path = exported();
    const { code, stdout, stderr } = await importIt(path);
    expect([code, stdout, stderr]).toEqual([1, "", expect.stringContaining(why)]);
    expect(readdirSync(folder).includes("out")).toBe(false);
  });

  it("replaces a file only with --force, and leaves no temporary file", async () => {
    const exported = file("flow.json", EXPORTED);
    await importIt(exported);
    writeFileSync(out, "mine");
    const { code, stderr } = await importIt(exported);
    expect([code, stderr]).toEqual([
      1,
      `flowhook: ${out} exists. Name another file with --out, or overwrite it with --force.\n`,
    ]);
    expect(readFileSync(out, "utf8")).toBe("mine");
    expect((await importIt(exported, "--force")).code).toBe(0);
    expect(readdirSync(join(folder, "out"))).toEqual(["flow.yaml"]);
  });

  it("prints the file with --out -, under another id with --id", async () => {
    const exported = file("flow.json", EXPORTED);
    const { stdout } = await runMain("import", exported, "--out", "-", "--id", "cart");
    expect(parse(stdout)).toMatchObject({ id: "cart", name: "Abandoned Cart: Reminder" });
    expect(await runMain("import", exported, "--id", "Not An Id")).toMatchObject({ code: 2 });
    expect(await runMain("import")).toMatchObject({ code: 2 });
  });
});
