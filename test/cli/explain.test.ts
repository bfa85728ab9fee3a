// `flowhook explain` with flow files.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WIDTH } from "#cli/command-line/lines.ts";
import { delay, type Fields, flowText, flowWith, groups, NO_ORDER, send } from "#support/flow-files.ts";
import { runMain } from "#support/run-main.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "flowhook-explain-"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(directory, name), text);
});
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string) => join(directory, name);

/** Explains an event of the files below as received when it happened. */
function explain(event: string, ...more: readonly string[]) {
  const at = ["--received-at", "2026-03-27T09:00:00Z"];
  return runMain("explain", "--flows", file("cart.yaml"), "--event", file(event), ...at, ...more);
}

describe("flowhook explain", () => {
  it("shows why an event starts a flow, and the path of its run", async () => {
    const { code, stdout, stderr } = await explain("checkout.json");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(`Started Checkout of ada@customer.example, 2026-03-27 09:00:00 UTC

✓ cart starts  (Abandoned checkout, live)
  ✓ The event matches the trigger filter.
      ✗ Tags does not contain "wholesale"                     saw: not set
        (neither this nor its opposite holds)
   or ✓ Tags is not set                                       saw: not set
  ✓ The profile matches the profile filter.
      ✓ Placed Order count equals 0 since the flow started    saw: 0
  ✓ The profile has not been in this flow, as far as is remembered.
  ! This flow reads the profile's history, which is unknown here: the explanation assumes that
    nothing happened before.
  Its run, in UTC:
    2026-03-27 09:00:00  morning waits 1 day, then until 09:00 on Monday or Friday, to 2026-03-30
                         07:00:00 (2026-03-30 09:00:00 in Europe/Vienna).
    2026-03-30 07:00:00  worth takes the branch "rest".
        ✗ branch "large"
            ✗ $value is greater than 500                      saw: 120
    2026-03-30 07:00:00  remind (Remind of the cart) is sent.
        POST https://mail.example/send
        Authorization: Bearer ***
        { "to": "ada@customer.example", "cart": "c1", "zip": null }
        ! event.ShippingAddress.Zip is not in this event (read at /body/zip, column 4).
    2026-03-30 07:00:00  The run ends.
`);
  });

  it.each([[], ["--json"]])("prints no control characters of an event (%j)", async (...more) => {
    const hostile = "\u001b]0;owned\u0007\u009b31m\u202edrawkcab\u007f";
    const event = { metric: "Started Checkout", profile: { email: "a@b.example", first_name: hostile } };
    writeFileSync(file("hostile.json"), JSON.stringify({ ...event, properties: { Cart: hostile, Tags: [hostile] } }));
    const { stdout, stderr } = await explain("hostile.json", "--anyway", ...more);
    expect(stdout).toContain("drawk");
    expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
  });

  it("shows why a flow does not start, with the value seen, and its run with --anyway", async () => {
    const wholesale = await explain("wholesale.json");
    expect(wholesale.code).toBe(0);
    expect(wholesale.stdout).toContain(`
✗ cart does not start  (Abandoned checkout, live)
  ✗ The event does not match the trigger filter.
      ✗ Tags does not contain "wholesale"                     saw: ["wholesale"]
   or ✗ Tags is not set                                       saw: ["wholesale"]
`);
    expect(wholesale.stdout).not.toContain("POST");
    const anyway = await explain("wholesale.json", "--anyway");
    expect(anyway.stdout).toContain("Its run, if it started anyway, in UTC:\n");
    expect(anyway.stdout).toContain("POST https://mail.example/send\n");
  });

  it("uses a history: past events and flow entries", async () => {
    const entered = await explain("checkout.json", "--history", file("entered.json"));
    expect(entered.stdout).toContain("✗ cart does not start");
    expect(entered.stdout).toContain(`
  ✗ The profile entered at 2026-03-24T09:00:00Z and may enter again 7 days later, from
    2026-03-31T09:00:00Z on.
`);
    expect(entered.stdout).not.toContain("unknown here");
    const unordered = await explain("checkout.json", "--history", file("unordered.json"));
    expect(unordered.stdout).toContain("✗ The profile entered at 2026-03-24T09:00:00Z");
    const bought = await explain("checkout.json", "--history", file("bought.json"));
    expect(bought.stdout).toContain(`
    2026-03-30 07:00:00  remind (Remind of the cart) is skipped because the profile no longer
                         matches the profile filter.
        ✗ Placed Order count equals 0 since the flow started  saw: 1
`);
  });

  it("uses the organization's time zone for a profile without one", async () => {
    const { stdout } = await explain("no-zone.json", "--timezone", "Asia/Tokyo");
    expect(stdout).toContain("2026-03-30\n                         00:00:00 (2026-03-30 09:00:00 in Asia/Tokyo).");
  });

  it("explains an event as received now", async () => {
    const { stdout } = await runMain("explain", "--flows", file("cart.yaml"), "--event", file("checkout.json"));
    expect(stdout).toMatch(/✗ The event was \d+ days .* old when it was received; the limit is/);
  });

  it("names the flows on other metrics, and suggests the nearest metric", async () => {
    const { stdout } = await explain("misspelt.json");
    expect(stdout).toBe(`started checkouts of id:1, 2026-03-27 09:00:00 UTC

No flow starts on "started checkouts". Did you mean "Started Checkout"?

Flows on other metrics: cart
`);
    const anyway = await explain("misspelt.json", "--anyway");
    expect(anyway.stdout).toContain("Its run, if it started anyway");
    expect(anyway.stdout).not.toContain("Flows on other metrics");
    const one = await explain("misspelt.json", "--flow", "cart");
    expect(one.stdout).toContain('✗ The flow starts on "Started Checkout", not on "started checkouts".');
  });

  it("prints no line of more than a hundred columns, whatever the event contains", async () => {
    for (const event of ["long.json", "checkout.json"]) {
      const { stdout } = await explain(event, "--anyway");
      expect(stdout.split("\n").filter((line) => line.length > WIDTH)).toEqual([]);
    }
  });

  it("shortens a list of conditions on values that are not set", async () => {
    const args = ["explain", "--flows", file("list.yaml"), "--event", file("joined.json")];
    expect((await runMain(...args)).stdout).toContain(`
  ✗ The event does not match the trigger filter.
      ✗ List equals "Newsletter"                              saw: "Other"
   or ✗ List.id equals "Newsletter", and 8 more like it       saw: not set
  ✗ The flow is draft: only flows that are live or manual start.
`);
  });

  it("prints the explanation as JSON", async () => {
    const { code, stdout } = await explain("checkout.json", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      event: {
        metric: "Started Checkout",
        identifiers: ["email:ada@customer.example"],
        time: "2026-03-27T09:00:00.000Z",
      },
      history: "unknown",
      flows: [
        {
          flow_id: "cart",
          verdict: "starts",
          path: { steps: [{}, {}, { result: "sends" }], end: { reason: "finished" } },
        },
      ],
    });
  });
});

describe("a problem", () => {
  it("of event files is reported with its place and with all others, without an explanation", async () => {
    const { code, stdout, stderr } = await explain("bad-event.json", "--history", file("bad-history.json"));
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr.replaceAll(directory, "")).toBe(`/bad-event.json:2:13: /metric: Must not be empty. [event-invalid]
/bad-event.json:3:25: /profile/emial: There is no field "emial" here. Did you mean "email"? [event-invalid]
/bad-history.json:1:2: /0/time: This field is required in a history: the time when the event happened. [event-invalid]
`);
    const json = await explain("bad-event.json", "--json");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ problems: [{ pointer: "/metric", line: 2, column: 13 }, {}] });
  });

  it.each([
    ["no-json.json", "The body is not JSON"],
    ["cart.yaml", "The body is not JSON"],
  ])("of the event file %s is: %s", async (event, words) => {
    const { code, stderr } = await explain(event);
    expect([code, stderr]).toEqual([1, expect.stringContaining(words)]);
  });

  it.each(["checkout.json", "no-json.json"])("of a history that is not a list: %s", async (history) => {
    const { code, stderr } = await explain("checkout.json", "--history", file(history));
    expect([code, stderr]).toEqual([1, expect.stringContaining("must contain a JSON list of events")]);
  });

  it("of flow files is reported as validate reports it", async () => {
    const args = ["explain", "--flows", file("bad.yaml"), "--event", file("checkout.json")];
    const { code, stderr } = await runMain(...args);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/bad\.yaml:\d+:\d+: .*\[flow-/)]);
  });

  it.each<[string, string[], number, string]>([
    ["no event", ["explain"], 2, "--event FILE is required"],
    ["an invalid zone", ["explain", "--event", "e.json", "--timezone", "Vienna"], 2, 'but is "Vienna"'],
    ["an invalid time", ["explain", "--event", "e.json", "--received-at", "now"], 2, "--received-at must be a time"],
    ["an unknown option", ["explain", "--evnt", "e.json"], 2, "--evnt"],
    ["a missing file", ["explain", "--event", "nowhere.json", "--flows", "flows"], 1, "nowhere.json can't be read"],
    ["missing flows", ["explain", "--event", "e.json", "--flows", "nowhere"], 1, "nowhere can't be read"],
  ])("of the command line: %s", async (_, args, code, words) => {
    const printed = await runMain(...args);
    expect([printed.code, printed.stdout, printed.stderr]).toEqual([code, "", expect.stringContaining(words)]);
  });

  it("of a flow name is reported with the nearest name", async () => {
    const { code, stderr } = await explain("checkout.json", "--flow", "crat");
    expect([code, stderr]).toEqual([2, expect.stringContaining('There is no flow "crat". Did you mean "cart"?')]);
  });
});

const ADA = { email: "ada@customer.example", location: { timezone: "Europe/Vienna" } };

function checkout(changes: object = {}): string {
  const time = "2026-03-27T09:00:00Z";
  const event = { metric: "Started Checkout", profile: ADA, time, value: 120, properties: { Cart: "c1" }, ...changes };
  return JSON.stringify(event);
}

const tags = (filter: Fields) => ({ type: "metric-property", field: "Tags", filter });
const large = { type: "numeric", operator: "greater-than", value: 500 };

const CART = flowText(
  flowWith(
    [
      delay(
        "morning",
        { unit: "days", value: 1, delay_until_time: "09:00:00", delay_until_weekdays: ["monday", "friday"] },
        "worth",
      ),
      {
        id: "worth",
        type: "multi-branch-split",
        data: {
          name: "Value of the cart",
          branches: [
            { branch_id: "large", branch_filter: groups({ type: "metric-property", field: "$value", filter: large }) },
            { branch_id: "rest", is_else: true, links: { next: "remind" } },
          ],
        },
      },
      send("remind", undefined, {
        message: {
          name: "Remind of the cart",
          url: "https://mail.example/send",
          headers: { Authorization: "Bearer {{ secrets.mail }}" },
          body: { to: "{{ email }}", cart: "{{ event.Cart }}", zip: "{{ event.ShippingAddress.Zip }}" },
        },
      }),
    ],
    {
      triggers: [
        {
          type: "metric",
          id: "Started Checkout",
          trigger_filter: groups(
            tags({ type: "list", operator: "not-contains", value: "wholesale" }),
            tags({ type: "existence", operator: "not-set" }),
          ),
        },
      ],
      profile_filter: NO_ORDER,
      reentry_criteria: { unit: "week", duration: 1 },
    },
    { id: "cart", name: "Abandoned checkout" },
  ),
);

const LIST = flowText(
  flowWith([send("send")], { triggers: [{ type: "list", id: "Newsletter" }] }, { id: "news", status: undefined }),
);

const FILES: Readonly<Record<string, string>> = {
  "cart.yaml": CART,
  "list.yaml": LIST,
  "bad.yaml": CART.replace("status: live", "status: alive"),
  "checkout.json": checkout(),
  "wholesale.json": checkout({ properties: { Tags: ["wholesale"] } }),
  "no-zone.json": checkout({ profile: { email: "ada@customer.example" } }),
  "long.json": checkout({ properties: { Tags: ["long words ".repeat(30)], Cart: "x".repeat(300) } }),
  "misspelt.json": checkout({ metric: "started checkouts", profile: { id: "1" } }),
  "joined.json": JSON.stringify({ metric: "Subscribed to List", profile: ADA, properties: { List: "Other" } }),
  "entered.json": `[${checkout({ time: "2026-03-24T09:00:00Z" })}]`,
  "unordered.json": `[${checkout({ time: "2026-03-26T09:00:00Z" })}, ${checkout({ time: "2026-03-24T09:00:00Z" })}]`,
  "bought.json": `[${checkout({ time: "2026-03-28T09:00:00Z", metric: "Placed Order" })}]`,
  "bad-event.json": '{\n  "metric": "",\n  "profile": { "emial": "ada@customer.example" }\n}',
  "bad-history.json": '[{ "metric": "Placed Order", "profile": { "id": "1" } }]',
  "no-json.json": "metric",
};
