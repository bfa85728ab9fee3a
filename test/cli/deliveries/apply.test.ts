// An operation on a selection of several pages: the request for each page, and its time.

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { applyToSelection, type SelectionOperation } from "#cli/deliveries/apply.ts";
import type { ApiRequest, Ask } from "#cli/remote/api-client.ts";
import type { JsonObject } from "#core/json.ts";

const NOW = Date.UTC(2026, 10, 24, 12);
const REDRIVE: SelectionOperation = {
  path: "/dead-letters/redrive",
  selection: { flow: "order", since: "2026-11-24T10:00:00.000Z" },
  sends: true,
  done: "sent",
};

let printed: { stdout: string; stderr: string };

beforeEach(() => {
  printed = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    vi.spyOn(process[name], "write").mockImplementation((text) => {
      printed[name] += text;
      return true;
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(process.listeners("SIGINT").filter(({ name }) => name === "onSignal")).toEqual([]);
});

/** An API whose selection has `count` deliveries, in pages of `size`, each of which is sent within `lasts` milliseconds. */
function api(count: number, { size = 2, lasts = 0, left = [] as string[] } = {}) {
  const bodies: JsonObject[] = [];
  const ids = Array.from({ length: count }, (_, index) => `evt_${index}:order:send`);
  const ask: Ask = async (schema, _path, { body }: ApiRequest = {}) => {
    const asked = body as JsonObject; // the command sends an object
    bodies.push(asked);
    const from = Number(asked["cursor"] ?? 0);
    const to = from + Math.min(size, Number(asked["limit"]));
    const page = ids.slice(from, to);
    const answer = {
      data: {
        sent: page.filter((id) => !left.includes(id)),
        left: page.filter((id) => left.includes(id)).map((id) => ({ id, why: "It was delivered." })),
        last_due_at: new Date(NOW + lasts).toISOString(),
      },
      ...(to < count ? { next: String(to) } : {}),
    };
    return { status: 202, body: schema.parse(answer) as never, at: NOW };
  };
  return { ask, bodies };
}

describe("an operation on a selection", () => {
  it("requests page after page with the same selection, up to the last", async () => {
    const { ask, bodies } = api(5);
    expect(await applyToSelection(ask, REDRIVE, { rate: "1000", json: false })).toBe(0);
    const asked = { ...REDRIVE.selection, rate: 1_000, limit: 200 };
    expect(bodies).toEqual([asked, { ...asked, cursor: "2" }, { ...asked, cursor: "4" }]);
    expect(printed.stdout).toBe("5 deliveries sent.\n");
    expect(
      printed.stderr,
    ).toBe(`2 sent so far, 0 left unchanged. Continues at 2026-11-24 12:00:00 UTC; press Ctrl-C to stop.
4 sent so far, 0 left unchanged. Continues at 2026-11-24 12:00:00 UTC; press Ctrl-C to stop.
`);
  });

  it("waits by the server's clock until a page has been sent", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "Date"], now: NOW + 3_600_000 });
    const { ask, bodies } = api(3, { lasts: 100 });
    // The sleep of node:timers/promises is real; only its length comes from the fake clock.
    const before = performance.now();
    await applyToSelection(ask, REDRIVE, { rate: "100", json: false });
    vi.useRealTimers();
    expect([bodies.length, performance.now() - before >= 100]).toEqual([2, true]);
  });

  it("exits with 0 after --limit deliveries, and prints how to continue, with the times of the selection", async () => {
    const { ask, bodies } = api(9, { size: 200 });
    expect(await applyToSelection(ask, REDRIVE, { limit: "3", json: false })).toBe(0);
    expect(bodies).toMatchObject([{ limit: 3 }]);
    expect(printed.stderr).toBe(
      "More deliveries match. Run the same command with --since 2026-11-24T10:00:00.000Z --cursor 3 to continue.\n",
    );
  });

  it("continues from a cursor", async () => {
    const { ask, bodies } = api(5);
    await applyToSelection(ask, REDRIVE, { rate: "1000", cursor: "3", json: false });
    expect(bodies).toMatchObject([{ cursor: "3" }]);
    expect(printed.stdout).toBe("2 deliveries sent.\n");
  });

  it("reports deliveries that were left unchanged, and exits with 1", async () => {
    const { ask } = api(3, { left: ["evt_1:order:send"] });
    expect(await applyToSelection(ask, REDRIVE, { rate: "1000", json: false })).toBe(1);
    expect(printed.stdout).toBe("2 deliveries sent.\nLeft unchanged: 1\n  evt_1:order:send: It was delivered.\n");
  });

  it("lists twenty deliveries that were left unchanged, but all as JSON", async () => {
    const left = Array.from({ length: 25 }, (_, index) => `evt_${index}:order:send`);
    await applyToSelection(api(25, { size: 200, left }).ask, REDRIVE, { json: false });
    expect(printed.stdout.split("\n")).toHaveLength(24);
    printed.stdout = "";
    await applyToSelection(api(25, { size: 200, left }).ask, REDRIVE, { json: true });
    expect(JSON.parse(printed.stdout)).toMatchObject({ sent: 0, left: { length: 25 } });
  });

  it("that sends nothing does not wait between pages", async () => {
    const { ask, bodies } = api(5, { lasts: 3_600_000 });
    const operation = { ...REDRIVE, sends: false };
    expect(await applyToSelection(ask, operation, { json: false })).toBe(0);
    expect([bodies.length, printed.stderr]).toEqual([3, ""]);
  });

  it.each(["0", "-1", "fast", "1e3", ""])("rejects a rate of %j", async (rate) => {
    await expect(async () => applyToSelection(api(1).ask, REDRIVE, { rate, json: false })).rejects.toThrow(
      "--rate must be",
    );
  });
});
