import { describe, expect, it } from "vitest";
import { type ActionStop, afterGone, isStopped } from "#core/delivery/action-stop.ts";

const GONE: ActionStop = {
  flow_id: "order",
  action_id: "send",
  url: "https://hook.example/",
  stopped_at: 1_000,
  delivery_id: "evt_1:order:send",
};
const later = { ...GONE, stopped_at: 2_000, delivery_id: "evt_2:order:send" };
const OTHER = "https://other.example/";

describe("an action whose target is gone", () => {
  it("is stopped by the first such answer, and keeps the time of that answer", () => {
    expect(afterGone(undefined, GONE)).toEqual(GONE);
    expect(afterGone(GONE, later)).toBe(GONE);
    expect(afterGone(GONE, { ...GONE, stopped_at: 500 })).toBe(GONE);
  });

  it("is stopped again by an answer after it was resumed, but not by an earlier answer", () => {
    const resumed = { ...GONE, resumed_at: 1_500 };
    expect(afterGone(resumed, later)).toBe(later);
    expect(afterGone(resumed, { ...later, stopped_at: 1_500 })).toBe(resumed);
    expect(afterGone(resumed, GONE)).toBe(resumed);
    expect(afterGone(resumed, { ...later, url: OTHER })).toMatchObject({ url: OTHER });
    expect(afterGone(resumed, { ...GONE, url: OTHER })).toBe(resumed);
  });

  it("with another URL is stopped by a later answer from that URL, but not by an earlier answer", () => {
    expect(afterGone(GONE, { ...later, url: OTHER })).toMatchObject({ url: OTHER, stopped_at: 2_000 });
    expect(afterGone(later, { ...GONE, url: OTHER })).toBe(later);
  });

  it("is stopped while its URL is that one and no person resumed it", () => {
    expect(isStopped(GONE, GONE.url)).toBe(true);
    expect(isStopped(GONE, OTHER)).toBe(false);
    expect(isStopped({ ...GONE, resumed_at: 1_500 }, GONE.url)).toBe(false);
    expect(isStopped(GONE, undefined)).toBe(false);
  });
});
