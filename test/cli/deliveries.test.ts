// `flowhook deliveries` with a running Flowhook.

import { afterEach, describe, expect, it } from "vitest";
import { WIDTH } from "#cli/command-line/lines.ts";
import { ORDER } from "#support/test-process.ts";
import { type Operator, settled, startWithOrders } from "./operator.ts";

let operator: Operator;
afterEach(() => operator.end());

const start = async (...change: Parameters<typeof startWithOrders>) => {
  operator = await startWithOrders(...change);
};
const manual = (flow: string) => flow.replace("status: live", "status: manual");

const orders = async (count: number, status: string) => {
  for (let order = 0; order < count; order++) await operator.flowhook.post(ORDER);
  return operator.until(status, count);
};

describe("flowhook deliveries", () => {
  it("lists as many deliveries as --limit says, and says that there are more", async () => {
    await start();
    await orders(3, "delivered");
    const some = await operator.run("deliveries", "--limit", "2");
    const one = `2026-11-24 12:00:00  delivered  http-200, 1 attempt          http://127.0.0.1:9000/hook
  Placed Order of email:ada@customer.example
  evt_…:order:send
`;
    expect(settled(some.stdout)).toBe(`TIME (UTC)           STATUS     RESULT                       URL
${one}${one}Only the first 2 are shown. Use --limit N to list N, or --all to list all.
`);
    expect((await operator.run("deliveries", "list", "--all")).stdout).toMatch(/\n3 deliveries\.\n$/);
    expect((await operator.run("deliveries", "--status", "failed")).stdout).toBe("No deliveries.\n");
  });

  it("lists deliveries as JSON as the API returns them", async () => {
    await start();
    const [delivered] = await orders(2, "delivered");
    const listed = await operator.json("deliveries", "--all");
    expect(listed).toHaveLength(2);
    expect(listed[0]).toEqual(delivered);
    expect(await operator.json("deliveries", "--flow", "order", "--status", "failed")).toEqual([]);
  });

  it.each([
    ["deliveries"],
    ["dead-letters"],
    ["deliveries", "discard"],
    ["dead-letters", "redrive"],
    ["waits"],
    ["waits", "counts"],
    ["waits", "cancel", "--all"],
  ])("%s %s suggests the flow that a misspelt one may have meant", async (...command) => {
    await start();
    const { code, stderr } = await operator.run(...command, "--flow", "ordre");
    expect([code, stderr]).toEqual([1, 'flowhook: There is no flow "ordre". Did you mean "order"?\n']);
  });

  it("lists the deliveries of a profile, with their event and profile", async () => {
    await start(manual);
    await orders(1, "parked");
    await operator.flowhook.post({ ...ORDER, profile: { external_id: "C-77", email: "noor@customer.example" } });
    await operator.until("parked", 2);
    for (const profile of ["noor@customer.example", "C-77"]) {
      const { stdout } = await operator.run("deliveries", "--status", "parked", "--profile", profile);
      expect(stdout).toMatch(/^ {2}Placed Order of external_id:C-77$/m);
      expect(stdout).toMatch(/\n1 delivery\.\n$/);
    }
  });

  it("lists URLs in full", async () => {
    const path = `/hook/${"long-name/".repeat(12)}`;
    await start((flow) => flow.replace("/hook", path));
    await orders(1, "delivered");
    expect((await operator.run("deliveries")).stdout).toContain(path);
  });

  it("shows a delivery with its request and its attempts", async () => {
    await start();
    operator.answer(() => ({ status: 503, body: "busy" }));
    const [{ id } = { id: "" }] = await orders(1, "retrying");
    const { code, stdout } = await operator.run("deliveries", "show", id);
    expect(code).toBe(0);
    expect(settled(stdout)).toBe(`evt_…:order:send
  status   retrying (http-503)
  flow     order, action send
  event    Placed Order of ada@customer.example (evt_…)
  created  2026-11-24 12:00:00 UTC
  next     attempt at 2026-11-24 12:00:00 UTC

POST http://127.0.0.1:9000/hook
  { "order": "1001", "to": "Ada", "items": [{ "SKU": "MUG-1", "Quantity": 2 }] }

Attempts, in UTC:
  2026-11-24 12:00:00  round 1, attempt 1: retrying, HTTP 503 after 5 ms
    http-503: The target was not available (HTTP 503).
    ← busy
`);
    const listed = (await operator.run("deliveries")).stdout;
    expect(settled(listed)).toContain("retrying   next at 2026-11-24 12:00:00");
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(WIDTH);
    expect(await operator.json("deliveries", "show", id)).toMatchObject({ id, attempts: [{ response: "busy" }] });
  });

  const divided = (flow: string) => flow.replace("event.OrderId", "event.OrderId|divided_by: event.None");
  const secret = (flow: string) =>
    flow.replace(/^( +)body:/m, '$1headers: { Authorization: "{{ secrets.none }}" }\n$1body:');

  it.each([
    ["template", divided, "failed", "template-failed: /body/order, line 1, column 1: A number can't be divided"],
    ["secret", secret, "retrying", 'secret-missing: There is no secret named "none"'],
  ])("shows a delivery that has no request because of its %s", async (_, change, status, why) => {
    await start(change);
    const [one] = await orders(1, status);
    const { code, stdout, stderr } = await operator.run("deliveries", "show", one?.id ?? "");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("  (the body could not be rendered)\n");
    expect(stdout).toContain(why);
  });

  it("sends a delivered one again only with --force", async () => {
    await start();
    const [{ id } = { id: "" }] = await orders(1, "delivered");
    const refused = await operator.run("deliveries", "retry", id);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining(`${id}: It was delivered. Add --force`),
    ]);
    const forced = await operator.run("deliveries", "retry", id, "--force");
    expect(forced).toEqual({ code: 0, stdout: `${id}: queued again in round 2.\n`, stderr: "" });
    expect(await operator.receiver.waitFor(2)).toHaveLength(2);
  });

  it("replays delivered ones only with --force, and reports the others", async () => {
    await start();
    const [{ id } = { id: "" }] = await orders(1, "delivered");
    const replay = ["deliveries", "replay", "--flow", "order", "--since", "1h"];
    const left = await operator.run(...replay);
    expect([left.code, left.stdout]).toEqual([
      1,
      `0 deliveries queued again.
Left unchanged: 1
  ${id}: It was delivered. Add --force to send it again.
`,
    ]);
    const forced = await operator.run(...replay, "--force", "--status", "delivered");
    expect([forced.code, forced.stdout]).toEqual([0, "1 delivery queued again.\n"]);
    const [, again] = await operator.receiver.waitFor(2);
    expect(again?.headers).toMatchObject({ "flowhook-replay": "true", "webhook-id": id });
  });

  it("approves a parked delivery by id, and discards the others by selection", async () => {
    await start(manual);
    const [first] = await orders(3, "parked");
    const approved = await operator.run("deliveries", "approve", first?.id ?? "");
    expect([approved.code, approved.stdout]).toEqual([0, `${first?.id}: approved and queued in round 2.\n`]);
    await operator.until("delivered", 1);
    const discarded = await operator.run("deliveries", "discard", "--flow", "order");
    expect(discarded).toEqual({ code: 0, stdout: "2 deliveries discarded.\n", stderr: "" });
    expect(await operator.json("deliveries", "--status", "discarded")).toHaveLength(2);
    const again = await operator.run("deliveries", "discard", first?.id ?? "");
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("it was delivered")]);
  });

  it("approves all parked deliveries", async () => {
    await start(manual);
    await orders(2, "parked");
    const approved = await operator.run("deliveries", "approve", "--all", "--rate", "100");
    expect(approved.stdout).toBe("2 deliveries approved and queued.\n");
    await operator.until("delivered", 2);
  });

  it("reports an unknown id", async () => {
    await start();
    expect(await operator.run("deliveries", "show", "evt_1:order:send")).toMatchObject({
      code: 1,
      stderr: "flowhook: There is no delivery with this id.\n",
    });
  });

  it.each<[string, string[], string]>([
    [
      "an unknown subcommand",
      ["deliveries", "shwo", "x"],
      'There is no command "flowhook deliveries shwo". Did you mean "show"?',
    ],
    ["no id", ["deliveries", "show"], "Name the id of one delivery."],
    ["no selection", ["deliveries", "approve"], "--all"],
    ["no selection to redrive", ["dead-letters", "redrive"], "--all"],
    ["ids and a selection", ["deliveries", "discard", "x", "--flow", "order"], "not both"],
    ["a replay of everything", ["deliveries", "replay", "--flow", "order"], "--since"],
    ["an invalid --limit", ["deliveries", "--limit", "0"], "--limit must be a whole number above 0"],
    ["--limit and --all", ["deliveries", "--limit", "3", "--all"], "either --all or --limit"],
    ["an invalid --rate", ["dead-letters", "redrive", "--all", "--rate", "fast"], "--rate must be"],
    ["--status for dead letters", ["dead-letters", "--status", "delivered"], "remove --status"],
    ["an invalid --url", ["deliveries", "--url", "localhost"], "must be a URL"],
    ["an unknown option", ["deliveries", "--colour", "red"], "Run flowhook deliveries --help"],
    ["no file", ["send"], "Name one file"],
    ["no event", ["test-send", "order"], "--event FILE"],
    ["no flow", ["waits"], "--flow ID"],
    ["no runs to cancel", ["waits", "cancel", "--flow", "order"], "--all"],
    ["no target", ["targets", "close"], "Name one target"],
    ["no action", ["stopped-actions", "resume", "order"], "a flow and of one of its actions"],
  ])("called with %s exits with 2", async (_, args, message) => {
    await start();
    const { code, stdout, stderr } = await operator.run(...args);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
  });

  it("reports the problem that the API finds in a selection", async () => {
    await start();
    const { code, stderr } = await operator.run("deliveries", "--since", "yesterday");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^flowhook: since: Must be a day or a time with a zone/)]);
  });
});
