// An operator lists the dead letters of a failed target and sends them again.

import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { orderFlow } from "#support/flow-files.ts";
import { ORDER } from "#support/test-process.ts";
import { type Operator, settled, startOperator } from "./operator.ts";

let operator: Operator;
beforeEach(async () => {
  operator = await startOperator((url) => ({
    "order.yaml": orderFlow("order", `${url}/hook`),
    "crm.yaml": orderFlow("crm", `${url}/contacts`),
  }));
});
afterEach(() => operator.end());

const notThere = () => ({ status: 404, body: "no such hook\u001b[2J" });

async function fail(orders: number) {
  operator.answer(notThere);
  for (let order = 0; order < orders; order++) await operator.flowhook.post(ORDER);
  await operator.flowhook.settled(orders * 2);
}

describe("a target that failed and works again", () => {
  it("has its dead letters listed and redriven, until all are delivered", async () => {
    await fail(3);
    const listed = await operator.run("dead-letters", "list", "--flow", "order");
    expect([listed.code, listed.stderr]).toEqual([0, ""]);
    const letter = `2026-11-24 12:00:00  failed     http-404, 1 attempt          http://127.0.0.1:9000/hook
  Placed Order of email:ada@customer.example
  The target has nothing at this URL (HTTP 404).
  evt_…:order:send
`;
    const heading = "TIME (UTC)           STATUS     RESULT                       URL\n";
    expect(settled(listed.stdout)).toBe(`${heading}${letter.repeat(3)}3 dead letters.\n`);

    operator.answer(() => ({ status: 200 }));
    const redriven = await operator.run("dead-letters", "redrive", "--all", "--rate", "100");
    expect(redriven).toEqual({ code: 0, stdout: "6 deliveries queued again.\n", stderr: "" });
    await operator.until("delivered", 6);
    expect((await operator.run("dead-letters")).stdout).toBe("No dead letters.\n");
    const [one] = await operator.json("deliveries", "--flow", "order", "--limit", "1");
    const shown = await operator.run("deliveries", "show", one.id);
    expect(settled(shown.stdout)).toContain(`Attempts, in UTC:
  2026-11-24 12:00:00  round 1, attempt 1: failed, HTTP 404 after 5 ms
    http-404: The target has nothing at this URL (HTTP 404).
    ← no such hook\u{fffd}[2J
  2026-11-24 12:00:00  round 2, attempt 1: delivered, HTTP 200 after 5 ms
`);
    expect(operator.flowhook.errors).toEqual([]);
  });

  it("gets no further deliveries after Ctrl-C, and the rest from a second redrive", async () => {
    await fail(3);
    operator.answer(() => ({ status: 200 }));
    // At this rate, a page has one delivery.
    const ending = operator.run("dead-letters", "redrive", "--flow", "crm", "--rate", "0.02");
    await operator.until("delivered", 1);
    process.emit("SIGINT");
    const { code, stdout, stderr } = await ending;
    expect([code, stdout]).toEqual([1, "1 delivery queued again.\n"]);
    expect(stderr).toMatch(/^1 sent so far, 0 left unchanged. Continues at \S+ \S+ UTC; press Ctrl-C to stop.\n/);
    expect(stderr).toMatch(/ with --cursor \S+ to continue.\n$/);
    // Without the cursor, which would keep the old rate for its first delivery, it selects the remaining deliveries.
    const rest = await operator.run("dead-letters", "redrive", "--flow", "crm", "--rate", "100");
    expect(rest).toEqual({ code: 0, stdout: "2 deliveries queued again.\n", stderr: "" });
    await operator.until("delivered", 3);
    expect(await operator.json("dead-letters")).toHaveLength(3);
  });

  it("gets only the deliveries that are selected or named by id", async () => {
    await fail(2);
    operator.answer(() => ({ status: 200 }));
    const [first, second] = await operator.json("dead-letters", "--flow", "order");
    const named = await operator.run("dead-letters", "redrive", first.id, "evt_0:order:send", second.id);
    const sent = [first.id, second.id].map((id) => `${id}: queued again in round 2.\n`);
    expect(named).toEqual({
      code: 1,
      stdout: sent.join(""),
      stderr: "evt_0:order:send: There is no delivery with this id.\n",
    });
    await operator.until("delivered", 2);
    const selected = async (...selection: string[]) => operator.json("dead-letters", "redrive", ...selection);
    expect(await selected("--flow", "order")).toEqual({ sent: 0, left: [] });
    expect(await selected("--reason", "http-500")).toEqual({ sent: 0, left: [] });
    expect(await selected("--until", "1h")).toEqual({ sent: 0, left: [] });
    expect(await selected("--since", "1h", "--limit", "1")).toMatchObject({ sent: 1, left: [] });
  });
});
