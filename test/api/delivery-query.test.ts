import { describe, expect, it } from "vitest";
import { parseDeliveryQuery } from "#api/delivery-query.ts";
import { toCursor } from "#api/page-cursor.ts";

const STATUSES = '"waiting", "sending", "retrying", "delivered", "failed", "parked", "discarded", "skipped", "tested"';
const TIME = 'Must be a day or a time with a zone, such as "2026-11-24" or "2026-11-24T09:30:00Z".';
const LIMIT = "Must be a whole number from 1 to 200.";

/** The parsed query of these parameters; throws if they have problems. */
function query(parameters: Record<string, string>) {
  const parsed = parseDeliveryQuery(parameters);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.query;
}

describe("the query of a listing", () => {
  it("returns fifty of all deliveries by default", () => {
    expect(query({})).toEqual({ limit: 50 });
  });

  it("accepts status, flow, event, time, cursor and limit", () => {
    const listing = { status: "parked", flow: "order", event: "evt_1", since: Date.UTC(2026, 10, 24) } as const;
    const cursor = toCursor(listing, "1764#evt_1");
    const parameters = { ...listing, since: "2026-11-24", limit: "7", cursor };
    expect(query(parameters)).toEqual({ ...listing, limit: 7, cursor: "1764#evt_1" });
  });

  it("accepts its parameters in any order", () => {
    const cursor = toCursor({ flow: "order", status: "failed" }, "17");
    expect(query({ cursor, status: "failed", flow: "order" }).cursor).toBe("17");
    expect(toCursor({ status: "failed", flow: "order" }, "17")).toBe(cursor);
  });

  it("accepts another limit for later pages", () => {
    const cursor = toCursor({ status: "failed" }, "17");
    const asked = (limit: string) => query({ status: "failed", limit, cursor });
    expect([asked("1"), asked("200")]).toMatchObject([
      { limit: 1, cursor: "17" },
      { limit: 200, cursor: "17" },
    ]);
  });

  const LISTING = { status: "failed", flow: "order", event: "evt_1", since: "2026-11-24" } as const;
  const GIVEN = toCursor({ ...LISTING, since: Date.UTC(2026, 10, 24) }, "17");
  it.each<[string, Record<string, string>]>([
    ["the store's internal position", { ...LISTING, cursor: "17" }],
    ["a number", { cursor: "9".repeat(13) }],
    ["any text", { cursor: "~~~" }],
    ["a truncated cursor", { ...LISTING, cursor: GIVEN.slice(0, -4) }],
    ["a cursor of another status", { ...LISTING, status: "retrying", cursor: GIVEN }],
    ["a cursor of another flow", { ...LISTING, flow: "orders", cursor: GIVEN }],
    ["a cursor of another event", { ...LISTING, event: "evt_2", cursor: GIVEN }],
    ["a cursor of another time", { ...LISTING, since: "2026-11-25", cursor: GIVEN }],
    ["a cursor of a listing of all deliveries", { status: "failed", cursor: toCursor({}, "17") }],
    ["JSON with other fields", { cursor: Buffer.from('{"place":17}').toString("base64url") }],
    ["a cursor with an empty position", { cursor: toCursor({}, "") }],
  ])("rejects a cursor that this listing did not return: %s", (_, parameters) => {
    const parsed = parseDeliveryQuery(parameters);
    const message = "Must be the `next` of a page of the same listing, unchanged.";
    expect(parsed).toEqual({ ok: false, problems: [{ rule: "query-invalid", pointer: "/cursor", message }] });
  });

  it.each([
    ["2026-11-24T10:00:00Z", Date.UTC(2026, 10, 24, 10)],
    ["2026-11-24T10:00:00.250+02:00", Date.UTC(2026, 10, 24, 8, 0, 0, 250)],
    ["2024-02-29", Date.UTC(2024, 1, 29)],
  ])("accepts %s as the start of the period", (since, time) => {
    expect(query({ since }).since).toBe(time);
  });

  it.each(["1", "200", "0200"])("accepts the limit %s", (limit) => {
    expect(query({ limit }).limit).toBe(Number(limit));
  });

  it.each<[Record<string, string>, string]>([
    [{ status: "lost" }, `/status Must be one of ${STATUSES}, but is "lost".`],
    [{ status: "Failed" }, `/status Must be one of ${STATUSES}, but is "Failed". Did you mean "failed"?`],
    [{ flow: "" }, "/flow Must not be empty."],
    [{ event: "" }, "/event Must not be empty."],
    [{ since: "yesterday" }, `/since ${TIME}`],
    [{ since: "2026-02-30" }, `/since ${TIME}`],
    [{ since: "2026-11-24T10:00:00" }, `/since ${TIME}`],
    [{ since: "1795478400000" }, `/since ${TIME}`],
    [{ limit: "0" }, `/limit ${LIMIT}`],
    [{ limit: "201" }, `/limit ${LIMIT}`],
    [{ limit: "-1" }, `/limit ${LIMIT}`],
    [{ limit: "1.5" }, `/limit ${LIMIT}`],
    [{ limit: "1e2" }, `/limit ${LIMIT}`],
    [{ limit: "" }, `/limit ${LIMIT}`],
    [{ limit: "99999999999999999999" }, `/limit ${LIMIT}`],
    [{ cursor: "" }, "/cursor Must not be empty."],
    [{ cursor: "c".repeat(2_001) }, "/cursor Must have at most 2000 characters."],
    [{ flows: "order" }, '/flows There is no field "flows" here. Did you mean "flow"?'],
  ])("is refused with the parameters %o", (parameters, problem) => {
    const parsed = parseDeliveryQuery(parameters);
    expect(parsed.ok ? [] : parsed.problems.map(({ pointer, message }) => `${pointer} ${message}`)).toEqual([problem]);
  });
});
