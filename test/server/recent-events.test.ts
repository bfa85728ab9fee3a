import { expect, it } from "vitest";
import { RecentEvents } from "#server/recent-events.ts";

it("remembers at least the promised number of events, and never more than twice as many", () => {
  const recent = new RecentEvents(3);
  const ids = Array.from({ length: 20 }, (_, index) => `evt_${index}`);
  for (const [index, id] of ids.entries()) {
    expect(recent.has(id)).toBe(false);
    recent.add(id);
    for (const known of ids.slice(Math.max(0, index - 2), index + 1)) expect(recent.has(known)).toBe(true);
    expect(ids.filter((one) => recent.has(one)).length).toBeLessThanOrEqual(6);
  }
});
