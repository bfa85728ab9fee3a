// `flowhook test-send`, `send`, `waits` and `stopped-actions` with a running Flowhook.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { eventually } from "#support/eventually.ts";
import { delay, flowText, flowWith, send } from "#support/flow-files.ts";
import { ORDER } from "#support/test-process.ts";
import { type Operator, settled, startOperator, startWithOrders } from "./operator.ts";

let operator: Operator;
afterEach(() => operator.end());

const start = async (...change: Parameters<typeof startWithOrders>) => {
  operator = await startWithOrders(...change);
};

describe("flowhook test-send", () => {
  it("shows request and response, and exits with 1 if the target rejected it", async () => {
    await start((flow) => flow.replaceAll("status: live", "status: draft"));
    const accepted = await operator.run("test-send", "order", "--event", operator.event);
    expect([accepted.code, accepted.stderr]).toEqual([0, ""]);
    expect(settled(accepted.stdout)).toBe(`evt_…:order:send
  status   tested
  flow     order, action send
  event    Placed Order of ada@customer.example (evt_…)
  created  2026-11-24 12:00:00 UTC

POST http://127.0.0.1:9000/hook
  { "order": "1001", "to": "Ada", "items": [{ "SKU": "MUG-1", "Quantity": 2 }] }

Attempts, in UTC:
  2026-11-24 12:00:00  round 1, attempt 1: tested, HTTP 200 after 5 ms
`);
    operator.answer(() => ({ status: 500, body: "oh" }));
    const refused = await operator.run("test-send", "order", "--event", operator.event, "--action", "send");
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining("← oh")]);
    expect(operator.receiver.received.map(({ headers }) => headers["flowhook-test"])).toEqual(["true", "true"]);
  });

  it("shows why the event could not be rendered", async () => {
    await start((flow) => flow.replace("{{ event.OrderId }}", "{{ event.OrderId|divided_by: event.None }}"));
    const { code, stdout, stderr } = await operator.run("test-send", "order", "--event", operator.event);
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("template-failed: /body/order, line 1, column 1: A number can't be divided");
    expect(operator.receiver.received).toEqual([]);
  });

  it("keeps the digits of long numbers", async () => {
    await start((flow) => flow.replace('"{{ event.OrderId }}"', '"{{ event.Long }}"'));
    const file = join(operator.folder, "long.json");
    writeFileSync(file, '{"metric":"m","profile":{"email":"a@b.example"},"properties":{"Long":12345678901234567890}}');
    const { code } = await operator.run("test-send", "order", "--event", file);
    expect([code, operator.receiver.received[0]?.body]).toEqual([0, expect.stringContaining("12345678901234567890")]);
  });

  it.each([
    ["an unknown flow", ["oder"], 'There is no flow "oder". Did you mean "order"?'],
    ["an unknown action", ["order", "--action", "sent"], 'There is no webhook "sent". Did you mean "send"?'],
  ])("suggests the nearest name for %s", async (_, asked, message) => {
    await start();
    const { code, stderr } = await operator.run("test-send", ...asked, "--event", operator.event);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});

describe("flowhook send", () => {
  it("says that an event is already stored, and sends it as a new one with --fresh", async () => {
    await start();
    writeFileSync(operator.event, JSON.stringify({ ...ORDER, unique_id: "order-1001" }));
    const first = await operator.json("send", operator.event);
    const again = await operator.run("send", operator.event);
    expect([again.code, again.stdout]).toEqual([
      0,
      expect.stringMatching(
        new RegExp(`^Already stored: Placed Order, as ${first.event_id}\\. .* is ignored\\.\\n.*\\n.*add --fresh`),
      ),
    ]);
    const fresh = [
      await operator.json("send", operator.event, "--fresh"),
      await operator.json("send", operator.event, "--fresh"),
    ];
    expect(new Set([first, ...fresh].map(({ event_id }) => event_id)).size).toBe(3);
    await operator.until("delivered", 3);
    for (const { event_id } of [first, ...fresh]) {
      expect(await operator.json("deliveries", "--event", event_id)).toHaveLength(1);
    }
  });

  it("sends an event, and prints the id with which its deliveries are found", async () => {
    await start();
    const { code, stdout } = await operator.run("send", operator.event);
    const id = /as (evt_[0-9a-f]{32})\./.exec(stdout)?.[1] ?? "";
    expect([code, stdout]).toEqual([
      0,
      `Stored: Placed Order, as ${id}.\nTo see its deliveries: flowhook deliveries --event ${id}\n`,
    ]);
    await operator.until("delivered", 1);
    expect(await operator.json("deliveries", "--event", id)).toMatchObject([{ event_id: id, status: "delivered" }]);
  });

  it.each([
    ["unique_id", { unique_id: "1001" }],
    ["content and time", { time: new Date().toISOString() }],
  ])("prints the same id for the same %s", async (_, more) => {
    await start();
    writeFileSync(operator.event, JSON.stringify({ ...ORDER, ...more }));
    const [first, second] = [await operator.json("send", operator.event), await operator.json("send", operator.event)];
    expect(first.event_id).toBe(second.event_id);
    await operator.until("delivered", 1);
    expect(await operator.json("deliveries", "--event", first.event_id)).toHaveLength(1);
  });

  it("does not send an event with a problem, and reports the place", async () => {
    await start();
    writeFileSync(operator.event, '{\n  "metric": "",\n  "profile": {"email": "a@b.example"}\n}');
    const { code, stderr } = await operator.run("send", operator.event);
    expect([code, stderr]).toEqual([1, expect.stringContaining("order.json:2:")]);
  });
});

const WAITING = (url: string) => {
  const remind = send("remind", undefined, { message: { url: `${url}/remind`, body: { a: 1 } } });
  return flowText(flowWith([delay("wait", { unit: "days", value: 2 }, "remind"), remind], {}, { id: "reminder" }));
};

describe("flowhook waits", () => {
  it("lists, counts and cancels runs", async () => {
    operator = await startOperator((url) => ({ "reminder.yaml": WAITING(url) }));
    for (let order = 0; order < 3; order++) await operator.run("send", operator.event);
    const flow = ["--flow", "reminder"];
    const { json } = operator;
    await eventually("three runs wait", async () => (await json("waits", ...flow)).length >= 3);
    const listed = (await operator.run("waits", ...flow)).stdout;
    expect(settled(listed)).toContain("2026-11-24 12:00:00  evt_…  remind\n");
    expect(listed).toMatch(/\n3 waiting runs\.\n$/);
    expect((await operator.run("waits", "counts", ...flow)).stdout).toBe("        3  remind\n");
    const [first] = await operator.json("waits", ...flow);
    const one = await operator.run("waits", "cancel", ...flow, "--event", first.event_id);
    expect(one).toEqual({ code: 0, stdout: "1 run cancelled.\n", stderr: "" });
    expect((await operator.run("waits", "cancel", ...flow, "--all")).stdout).toBe("2 runs cancelled.\n");
    expect((await operator.run("waits", ...flow)).stdout).toBe("No waiting runs.\n");
    expect((await operator.run("waits", "counts", ...flow)).stdout).toBe("No waiting runs.\n");
  });
});

describe("flowhook stopped-actions", () => {
  it("lists actions that a 410 stopped, and resumes them", async () => {
    await start();
    operator.answer(() => ({ status: 410 }));
    await operator.run("send", operator.event);
    await operator.until("failed", 1);
    expect(settled((await operator.run("stopped-actions")).stdout)).toBe(
      "order send  stopped 2026-11-24 12:00:00 UTC by http://127.0.0.1:9000/hook\n",
    );
    expect(
      (await operator.run("stopped-actions", "resume", "order", "send")).stdout,
    ).toBe(`send of order sends again. To send its parked deliveries:
  flowhook deliveries approve --flow order --action send
`);
    expect((await operator.run("stopped-actions")).stdout).toBe("No stopped actions.\n");
    expect(await operator.run("stopped-actions", "resume", "order", "send")).toMatchObject({ code: 1 });
    expect(settled((await operator.run("targets")).stdout)).toBe("closed   http://127.0.0.1:9000\n");
    const { code, stderr } = await operator.run("targets", "close", "https://x.example");
    expect([code, stderr]).toEqual([1, "flowhook: No failure of https://x.example is known.\n"]);
  });
});
