// Requests to process a page of deliveries, and the cursor that continues the previous page.

import { describe, expect, it } from "vitest";
import { bulkRequestSchema, parseBulkRequest, replayRequestSchema } from "#api/bulk-request.ts";
import { parseDeliveryQuery } from "#api/delivery-query.ts";
import { toCursor } from "#api/page-cursor.ts";

const START = { from: 1_790_000_000_333.25, cursor: "2026-11-24T12:00:00.000Z evt_1:order:send" };

/** The parsed request of a body; throws if the body is refused. */
function asked(body: object, status: "failed" | "parked" = "failed") {
  const parsed = parseBulkRequest(bulkRequestSchema, JSON.stringify(body), status);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.asked;
}

function problems(body: object, status: "failed" | "parked" = "failed") {
  const parsed = parseBulkRequest(bulkRequestSchema, JSON.stringify(body), status);
  return parsed.ok ? [] : parsed.problems.map(({ pointer }) => pointer);
}

describe("a request about many deliveries", () => {
  it("with an empty body selects all of them, at ten a second, on pages of 200", () => {
    const page = { selection: { status: "failed" }, rate: 10, limit: 200 };
    expect(parseBulkRequest(bulkRequestSchema, "", "failed")).toMatchObject({
      ok: true,
      asked: { page, force: false },
    });
    expect(asked({}).page).toEqual(page);
  });

  it("continues at the position and time where the previous page ended, and may change the rate", () => {
    const cursor = asked({ flow: "order", rate: 5 }).cursorOf(START);
    expect(asked({ flow: "order", rate: 50, limit: 7, cursor }).page).toEqual({
      selection: { flow: "order", status: "failed" },
      rate: 50,
      limit: 7,
      ...START,
    });
  });

  it("rejects the cursor of another selection or status", () => {
    const cursor = asked({ flow: "order" }).cursorOf(START);
    expect(problems({ flow: "order", cursor })).toEqual([]);
    expect(problems({ flow: "winback", cursor })).toEqual(["/cursor"]);
    expect(problems({ cursor })).toEqual(["/cursor"]);
    expect(problems({ flow: "order", cursor }, "parked")).toEqual(["/cursor"]);
  });

  it("rejects the cursor of a listing, and a cursor without a time", () => {
    expect(problems({ cursor: toCursor({ status: "failed" }, "17") })).toEqual(["/cursor"]);
    for (const place of ["17", "17 ", " 17", "x 17", "-1 17", "1e9 17", `${"9".repeat(16)} 17`]) {
      expect(problems({ cursor: toCursor({ status: "failed", bulk: 1 }, place) })).toEqual(["/cursor"]);
    }
  });

  it("returns a cursor that listings reject", () => {
    const { cursorOf } = asked({});
    expect(parseDeliveryQuery({ status: "failed", cursor: cursorOf(START) }).ok).toBe(false);
  });

  it("to replay names a flow and the start of a period, or an event", () => {
    const ok = (body: object) => parseBulkRequest(replayRequestSchema, JSON.stringify(body)).ok;
    expect([{ event: "evt_1" }, { flow: "order", since: "2026-11-24" }].map(ok)).toEqual([true, true]);
    expect([{}, { flow: "order" }, { since: "2026-11-24" }, { reason: "timeout" }].map(ok)).not.toContain(true);
  });
});
