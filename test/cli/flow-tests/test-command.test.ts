// The command `flowhook test`.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runMain } from "#support/run-main.ts";
import { CART_FLOW, ORDER_FLOW } from "./scenario-files.ts";

const CHECKOUT = "{ metric: Started Checkout, properties: { Cart: c1 } }";

const SCENARIOS = `flow: cart
profile: { email: ada@customer.example }
scenarios:
  - name: An abandoned cart gets a reminder
    events: [${CHECKOUT}]
    expect: [{ at: +2h, action: remind }]
  - name: A customer who orders gets no reminder
    events: [${CHECKOUT}, { at: +1h, metric: Placed Order }]
    expect: []
`;

let root: string;
let tests: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "flowhook-flow-tests-"));
  tests = join(root, "flows", "tests");
  mkdirSync(tests, { recursive: true });
  write("flows/cart.yaml", CART_FLOW);
  write("flows/order.yaml", ORDER_FLOW);
  write("flows/tests/cart.yaml", SCENARIOS);
});

afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
}

/** Runs the command, and replaces paths and durations in its output. */
async function test(...args: readonly string[]) {
  const { code, stdout, stderr } = await runMain("test", ...args);
  const plain = (text: string) => text.replaceAll(`${root}/`, "").replaceAll(/in \d+ ms/g, "in 9 ms");
  return { code, stdout: plain(stdout), stderr: plain(stderr) };
}

describe("flowhook test", () => {
  it("counts the scenarios that passed, file by file", async () => {
    write("flows/tests/order.yaml", SCENARIOS.replace("A customer who orders gets no reminder", "Another name"));
    expect(await test(tests)).toEqual({
      code: 0,
      stdout: "✓ flows/tests/cart.yaml (2)\n✓ flows/tests/order.yaml (2)\n\n4 scenarios passed in 9 ms\n",
      stderr: "",
    });
  });

  it("plays single files, and only the scenarios that --name selects", async () => {
    expect((await test(join(tests, "cart.yaml"), "--name", "A CUSTOMER")).stdout).toContain("1 scenario passed");
  });

  it("tests the flows of the parent folder, or of --flows", async () => {
    mkdirSync(join(root, "elsewhere"));
    write("elsewhere/cart.yaml", SCENARIOS);
    const { code, stdout } = await test(join(root, "elsewhere"), "--flows", join(root, "flows"));
    expect([code, stdout]).toEqual([0, "✓ elsewhere/cart.yaml (2)\n\n2 scenarios passed in 9 ms\n"]);
  });

  it("shows the findings of a failed scenario, and explains its events", async () => {
    write("flows/tests/cart.yaml", SCENARIOS.replace("{ at: +1h, metric", "{ at: +3h, metric"));
    const { code, stdout } = await test(tests);
    expect(code).toBe(1);
    expect(stdout).toBe(`✗ flows/tests/cart.yaml (1 of 2 failed)

✗ flows/tests/cart.yaml:7:5  A customer who orders gets no reminder

  Sent, but not expected:
    cart remind at +2h (2026-03-02T11:00:00Z), delivered
      POST https://mail.example/c1
      { "to": "ada@customer.example", "name": null, "items": null }

  Events and flows, from now (2026-03-02T09:00:00Z):

    Started Checkout of ada@customer.example, 2026-03-02 09:00:00 UTC

    ✓ cart starts  (Cart, live)
      ✓ The profile matches the profile filter.
          ✓ Placed Order count equals 0 since the flow started    saw: 0
      Its run, in UTC:
        2026-03-02 09:00:00  wait waits 2 hours, to 2026-03-02 11:00:00.
        2026-03-02 11:00:00  remind is sent.
            ! first_name is not known of this event's profile (read at /body/name, column 4).
            ! event.Items is not in this event (read at /body/items, column 4).
        2026-03-02 11:00:00  The run ends.

    Placed Order of ada@customer.example, 2026-03-02 12:00:00 UTC

    No flow starts on this metric.

  To run only this scenario: flowhook test flows/tests/cart.yaml --name "A customer who orders gets no reminder"

1 of 2 scenarios failed in 9 ms
`);
  });

  it("shows why a webhook was not sent: at the entry, and later in the run", async () => {
    const text = SCENARIOS.replace(
      "expect: []",
      "expect: [{ at: +2h }]\n  - name: Too late\n    events: [{ metric: Started Checkout, time: -5h }]\n    expect: [{ at: now }]",
    );
    write("flows/tests/cart.yaml", text);
    const { code, stdout } = await test(tests);
    expect(code).toBe(1);
    expect(stdout).toContain("Expected (flows/tests/cart.yaml:9), but not sent:\n    a webhook at +2h");
    expect(stdout).toContain("remind is skipped because the profile no longer matches");
    expect(stdout).toContain("✗ Placed Order count equals 0 since the flow started  saw: 1");
    expect(stdout).toContain("✗ cart does not start  (Cart, live)");
    expect(stdout).toContain("✗ The event was 5 hours old when it was received");
    expect(stdout).toContain("2 of 3 scenarios failed");
  });

  it("explains each event with the history at its time", async () => {
    const text = SCENARIOS.replace("{ at: +1h, metric: Placed Order }]", "{ at: +3h, metric: Placed Order }]");
    write("flows/tests/cart.yaml", text);
    expect((await test(tests)).stdout).toContain("since the flow started    saw: 0");
  });

  it("prints how to run only this scenario, for any name", async () => {
    write(
      "flows/tests/cart.yaml",
      SCENARIOS.replace("An abandoned cart gets a reminder", 'It\'s $5 "off"').replace("+2h", "+3h"),
    );
    expect((await test(tests)).stdout).toContain(`--name 'It'\\''s $5 "off"'\n`);
  });

  it("prints the report as JSON", async () => {
    write("flows/tests/cart.yaml", SCENARIOS.replace("expect: []", "expect: [{ at: +2h }]"));
    const { code, stdout } = await test(tests, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      passed: 1,
      failed: 1,
      scenarios: [
        {
          name: "An abandoned cart gets a reminder",
          file: "flows/tests/cart.yaml",
          line: 4,
          passed: true,
          findings: [],
        },
        {
          name: "A customer who orders gets no reminder",
          passed: false,
          findings: [expect.stringContaining("not sent")],
          explanations: [{ event: { metric: "Started Checkout" } }, { event: { metric: "Placed Order" } }],
        },
      ],
    });
  });

  it("reports every problem of scenarios and flows with its place, and plays nothing", async () => {
    write("flows/tests/cart.yaml", SCENARIOS.replace("action: remind", "action: remimd"));
    write("flows/tests/other.yaml", "flow: carts\nscenarios: [{ name: a, events: [{ metric: m }], expect: [] }]");
    expect(await test(tests)).toEqual({
      code: 1,
      stdout: "",
      stderr:
        'flows/tests/cart.yaml:6:33: There is no action "remimd" in cart. Did you mean "remind"? [scenario-unknown-action]\n' +
        'flows/tests/other.yaml:1:7: There is no flow "carts" here. Did you mean "cart"? [scenario-unknown-flow]\n',
    });
    write("flows/cart.yaml", CART_FLOW.replace("status: live", "status: alive"));
    const { code, stderr } = await test(tests);
    expect([code, stderr.split("\n").length]).toEqual([1, 2]);
    expect(stderr).toMatch(/^flows\/cart\.yaml:3:9: .* \[flow-invalid\]\n$/);
  });

  it("prints problems as JSON", async () => {
    write("flows/tests/cart.yaml", "scenarios: 5");
    const { code, stdout } = await test(tests, "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([
      1,
      { problems: [{ rule: "scenario-invalid", line: 1, column: 12 }] },
    ]);
  });

  it.each<[string[], number, RegExp]>([
    [["--name", "nothing"], 1, /No scenario's name contains "nothing"/],
    [["--colour"], 2, /Unknown option '--colour'/],
    [["--flows"], 2, /argument missing/],
  ])("called with %j exits with %i and prints the reason", async (args, code, message) => {
    expect(await test(tests, ...args)).toMatchObject({ code, stderr: expect.stringMatching(message) });
  });

  it("exits with 1 if there are no scenarios or no such file", async () => {
    rmSync(join(tests, "cart.yaml"));
    expect(await test(tests)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("contains no scenario files"),
    });
    expect(await test(join(tests, "none.yaml"))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("none.yaml"),
    });
  });
});
