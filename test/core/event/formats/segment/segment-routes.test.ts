import { describe, expect, it } from "vitest";
import type { Batch } from "#core/event/formats/ingest-route.ts";
import { SEGMENT_ROUTES } from "#core/event/formats/segment/segment-routes.ts";
import { parseInFormat } from "../parse-in-format.ts";

function batchOf(path: string): Batch {
  const body = SEGMENT_ROUTES.find((route) => route.path === path)?.bodies[0];
  if (body?.batch === undefined) throw new Error(`There is no route ${path}`);
  return body.batch;
}

/** The parts of a body: each its value, or its problems. */
function parts(path: string, body: unknown) {
  const split = batchOf(path).split(typeof body === "string" ? body : JSON.stringify(body));
  if (!split.ok) return { refused: split.problems.map(({ pointer, message }) => `${pointer} ${message}`) };
  return split.events.map((part) =>
    "problems" in part ? part.problems.map(({ pointer, message }) => `${pointer} ${message}`) : part.value,
  );
}

const call = { type: "track", event: "Order Completed", userId: "customer-7" };

describe("the paths of Segment's API", () => {
  it("are those that its HTTP API documents", () => {
    const paths = ["track", "batch", "identify", "page", "screen", "group", "alias"].map((name) => `/v1/${name}`);
    expect(SEGMENT_ROUTES.map(({ path }) => path)).toEqual(paths);
  });

  it.each(SEGMENT_ROUTES.map(({ path }) => path))("%s answers success, also if an event is bad", (path) => {
    const { answer, onBadEvent } = batchOf(path);
    expect({ answer, onBadEvent }).toEqual({
      answer: { status: 200, body: { success: true } },
      onBadEvent: "dead-letter",
    });
  });

  it.each([
    ["/v1/track", 32 * 1024],
    ["/v1/identify", 32 * 1024],
    ["/v1/batch", 500 * 1024],
  ])("%s takes at most %d bytes", (path, maxBytes) => {
    expect(batchOf(path).maxBytes).toBe(maxBytes);
  });
});

describe("POST /v1/track", () => {
  it("takes one call, whose type the path gives", () => {
    const { type: _, ...withoutType } = call;
    expect(parts("/v1/track", withoutType)).toEqual([call]);
    expect(parts("/v1/track", { ...call, type: "page" })).toEqual([call]);
  });

  it("removes the write key, which is a secret", () => {
    expect(parts("/v1/track", { ...call, writeKey: "secret" })).toEqual([call]);
  });

  it("keeps every digit of a number", () => {
    const split = batchOf("/v1/track").split('{"event":"a","properties":{"id":12345678901234567890}}');
    expect(split).toMatchObject({
      events: [{ text: '{"event":"a","properties":{"id":12345678901234567890},"type":"track"}' }],
    });
  });
});

describe.each(["/v1/track", "/v1/identify", "/v1/page"])("POST %s", (path) => {
  it.each([
    ["[]", " The body must be a JSON object."],
    ["null", " The body must be a JSON object."],
    ["{", expect.stringMatching(/^ The body is not JSON: /)],
  ])("refuses the body %s", (body, problem) => {
    expect(parts(path, body)).toEqual({ refused: [problem] });
  });
});

it.each(["identify", "page", "screen", "group", "alias"])("POST /v1/%s has no event", (name) => {
  expect(parts(`/v1/${name}`, { userId: "customer-7", traits: { plan: "gold" } })).toEqual([]);
});

describe("POST /v1/batch", () => {
  it("takes the track calls of a batch and no others", () => {
    const others = ["identify", "page", "screen", "group", "alias"].map((type) => ({ type, userId: "customer-7" }));
    expect(parts("/v1/batch", { batch: [...others, call, ...others], sentAt: "now" })).toEqual([call]);
  });

  it("may be empty", () => {
    expect(parts("/v1/batch", { batch: [] })).toEqual([]);
  });

  it("gives each call the context of the batch, except for fields that the call has", () => {
    const context = { locale: "de-DE", traits: { email: "batch@shop.example" } };
    const own = { ...call, context: { traits: { email: "ada@shop.example" } } };
    expect(parts("/v1/batch", { batch: [call, own, { ...call, context: 1 }], context })).toEqual([
      { ...call, context },
      { ...call, context: { locale: "de-DE", traits: { email: "ada@shop.example" } } },
      { ...call, context: 1 },
    ]);
  });

  it("removes write keys, also from bad calls", () => {
    const split = batchOf("/v1/batch").split(
      JSON.stringify({
        writeKey: "secret",
        batch: [
          { ...call, writeKey: "secret" },
          { type: "x", writeKey: "secret" },
        ],
      }),
    );
    expect(JSON.stringify(split)).not.toContain("secret");
  });

  it.each<[string, unknown, string]>([
    ["no batch", {}, '/batch The field "batch" is required: a list.'],
    ["a batch that is an object", { batch: {} }, "/batch Must be a list, but is an object."],
    ["a misplaced list", [call], expect.stringMatching(/^ Must be an object/)],
    ["a context that is a list", { batch: [], context: [] }, "/context Must be an object."],
    ["text", "batch", expect.stringMatching(/^ The body is not JSON: /)],
  ])("refuses a body with %s", (_, body, problem) => {
    expect(parts("/v1/batch", body)).toEqual({ refused: [problem] });
  });

  const types = "A call has one of the types track, identify, page, screen, group, alias.";
  it.each<[string, unknown, string]>([
    ["a text", "track", " A call must be an object."],
    ["null", null, " A call must be an object."],
    ["a call without a type", { event: "a" }, `/type ${types}`],
    ["a call with a number as its type", { type: 1 }, `/type ${types}`],
    ["a call of an unknown type", { type: "trak" }, `/type ${types} Did you mean "track"?`],
  ])("refuses only the call if it is %s", (_, bad, problem) => {
    expect(parts("/v1/batch", { batch: [call, bad, call] })).toEqual([call, [problem], call]);
  });

  it("refuses only the call in which a field occurs twice", () => {
    const body = `{"batch":[${JSON.stringify(call)},{"type":"track","event":"a","event":"b"},${JSON.stringify(call)}]}`;
    expect(parts("/v1/batch", body)).toEqual([
      call,
      ["/event The field occurs more than once in its object. Send it once."],
      call,
    ]);
  });

  it("refuses only a call with more than 32 KB", () => {
    const sized = (bytes: number) => {
      const empty = JSON.stringify({ ...call, properties: { text: "" } }).length;
      return { ...call, properties: { text: `é${"x".repeat(bytes - empty - 2)}` } };
    };
    const [largest, tooLarge] = [sized(32 * 1024), sized(32 * 1024 + 1)];
    expect(parts("/v1/batch", { batch: [tooLarge, largest] })).toEqual([
      [" A call may have at most 32768 bytes, but this one has 32769."],
      largest,
    ]);
  });

  it("counts the context of the batch in the size of each call, and writes it into no call that becomes too large", () => {
    const call = { type: "track", event: "a", messageId: "1" };
    const split = batchOf("/v1/batch").split(
      JSON.stringify({ batch: Array.from({ length: 100 }, () => call), context: { long: "x".repeat(32 * 1024) } }),
    );
    if (!split.ok) throw new Error("the batch is not split");
    expect(split.events.filter((event) => "problems" in event)).toHaveLength(100);
    expect(split.events.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(10_000);
  });

  it("refuses only the calls after the 2,500th", () => {
    const split = parts("/v1/batch", { batch: [...Array(2_501).fill(call), { type: "page" }] });
    expect(split).toHaveLength(2_501);
    expect((split as unknown[]).slice(2_499)).toEqual([
      call,
      [" A batch may have at most 2500 calls. Send several batches."],
    ]);
  });

  it("has text of each bad call that gives the same problem when the call is sent again", () => {
    const split = batchOf("/v1/batch").split(JSON.stringify({ batch: [{ type: "trak" }, "track"] }));
    const texts = split.ok ? split.events.map(({ text }) => text) : [];
    expect(texts.map((text) => parseInFormat("segment", text).ok)).toEqual([false, false]);
  });
});
