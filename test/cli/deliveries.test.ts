// `flowhook deliveries` over a running Flowhook: what an operator sees, and what they decide.

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
  it("lists what was delivered, so many, and says that there is more", async () => {
    await start();
    await orders(3, "delivered");
    const some = await operator.run("deliveries", "--limit", "2");
    const one = `2026-11-24 12:00:00  delivered  http-200, 1 attempt          http://127.0.0.1:9000/hook
  Placed Order of email:ada@customer.example
  evt_…:order:send
`;
    expect(settled(some.stdout)).toBe(`TIME (UTC)           STATUS     WHAT CAME OF IT              WHERE
${one}${one}There are more than these 2: --limit N shows N, --all shows all.
`);
    expect((await operator.run("deliveries", "list", "--all")).stdout).toMatch(/\n3 deliveries\.\n$/);
    expect((await operator.run("deliveries", "--status", "failed")).stdout).toBe("No deliveries.\n");
  });

  it("lists as JSON what the API tells of each", async () => {
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
  ])("%s %s names the flow that a misspelt one may have meant", async (...command) => {
    await start();
    const { code, stderr } = await operator.run(...command, "--flow", "ordre");
    expect([code, stderr]).toEqual([1, 'flowhook: There is no flow "ordre". Did you mean "order"?\n']);
  });

  it("lists those of a profile, and shows by whom and of what a decision is", async () => {
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

  it("cuts nothing off a URL in a list", async () => {
    const path = `/hook/${"long-name/".repeat(12)}`;
    await start((flow) => flow.replace("/hook", path));
    await orders(1, "delivered");
    expect((await operator.run("deliveries")).stdout).toContain(path);
  });

  it("shows one with its request and its attempts", async () => {
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
  ])("shows one of which no request could be made, for its %s", async (_, change, status, why) => {
    await start(change);
    const [one] = await orders(1, status);
    const { code, stdout, stderr } = await operator.run("deliveries", "show", one?.id ?? "");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("  (no body could be made)\n");
    expect(stdout).toContain(why);
  });

  it("sends what was delivered again only when forced", async () => {
    await start();
    const [{ id } = { id: "" }] = await orders(1, "delivered");
    const refused = await operator.run("deliveries", "retry", id);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining(`${id}: It was delivered. Add --force`),
    ]);
    const forced = await operator.run("deliveries", "retry", id, "--force");
    expect(forced).toEqual({ code: 0, stdout: `${id} is on its way again, in round 2.\n`, stderr: "" });
    expect(await operator.receiver.waitFor(2)).toHaveLength(2);
  });

  it("replays what was delivered when forced, and tells what it leaves", async () => {
    await start();
    const [{ id } = { id: "" }] = await orders(1, "delivered");
    const replay = ["deliveries", "replay", "--flow", "order", "--since", "1h"];
    const left = await operator.run(...replay);
    expect([left.code, left.stdout]).toEqual([
      1,
      `0 deliveries are on their way once more.
Left as they are: 1
  ${id}: It was delivered. Add --force to send it again.
`,
    ]);
    const forced = await operator.run(...replay, "--force", "--status", "delivered");
    expect([forced.code, forced.stdout]).toEqual([0, "1 delivery is on its way once more.\n"]);
    const [, again] = await operator.receiver.waitFor(2);
    expect(again?.headers).toMatchObject({ "flowhook-replay": "true", "webhook-id": id });
  });

  it("approves what is parked by its id, and discards the rest by selection", async () => {
    await start(manual);
    const [first] = await orders(3, "parked");
    const approved = await operator.run("deliveries", "approve", first?.id ?? "");
    expect([approved.code, approved.stdout]).toEqual([0, `${first?.id} is approved and on its way, in round 2.\n`]);
    await operator.until("delivered", 1);
    const discarded = await operator.run("deliveries", "discard", "--flow", "order");
    expect(discarded).toEqual({ code: 0, stdout: "2 deliveries are discarded.\n", stderr: "" });
    expect(await operator.json("deliveries", "--status", "discarded")).toHaveLength(2);
    const again = await operator.run("deliveries", "discard", first?.id ?? "");
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("it was delivered")]);
  });

  it("approves all that is parked", async () => {
    await start(manual);
    await orders(2, "parked");
    const approved = await operator.run("deliveries", "approve", "--all", "--rate", "100");
    expect(approved.stdout).toBe("2 deliveries are approved and on their way.\n");
    await operator.until("delivered", 2);
  });

  it("knows no other id", async () => {
    await start();
    expect(await operator.run("deliveries", "show", "evt_1:order:send")).toMatchObject({
      code: 1,
      stderr: "flowhook: There is no delivery with this id.\n",
    });
  });

  it.each<[string, string[], string]>([
    ["an action that there is not", ["deliveries", "shwo", "x"], 'no "flowhook deliveries shwo". Did you mean "show"?'],
    ["no id", ["deliveries", "show"], "The id of one delivery is needed."],
    ["nothing selected", ["deliveries", "approve"], "--all"],
    ["nothing selected to redrive", ["dead-letters", "redrive"], "--all"],
    ["ids and a selection", ["deliveries", "discard", "x", "--flow", "order"], "not both"],
    ["a replay of everything", ["deliveries", "replay", "--flow", "order"], "--since"],
    ["a length that is none", ["deliveries", "--limit", "0"], "--limit must be a whole number"],
    ["a length and all", ["deliveries", "--limit", "3", "--all"], "can't both be given"],
    ["a rate that is none", ["dead-letters", "redrive", "--all", "--rate", "fast"], "--rate must be"],
    ["a status of dead letters", ["dead-letters", "--status", "delivered"], "no --status"],
    ["a URL that is none", ["deliveries", "--url", "localhost"], "must be a URL"],
    ["an unknown option", ["deliveries", "--colour", "red"], "Run flowhook deliveries --help"],
    ["no file", ["send"], "One file"],
    ["no event", ["test-send", "order"], "--event FILE"],
    ["no flow", ["waits"], "--flow ID"],
    ["nothing to cancel", ["waits", "cancel", "--flow", "order"], "--all"],
    ["no target", ["targets", "close"], "One target"],
    ["no action", ["stopped-actions", "resume", "order"], "flow and of its action"],
  ])("called with %s ends with 2", async (_, args, message) => {
    await start();
    const { code, stdout, stderr } = await operator.run(...args);
    expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(message)]);
  });

  it("tells what the API finds wrong with a selection", async () => {
    await start();
    const { code, stderr } = await operator.run("deliveries", "--since", "yesterday");
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^flowhook: since: Must be a day or a time with a zone/)]);
  });
});
