import { describe, expect, it } from "vitest";
import { keptFlows } from "#app/flows/kept-flows.ts";
import { isFresh } from "#app/is-fresh.ts";
import { StoppedActions } from "#app/stops/stopped-actions.ts";
import { FailingTargets } from "#app/targets/failing-targets.ts";
import { KeptValue } from "#backends/aws/secrets/kept-value.ts";
import { MemoryActionStops } from "#backends/memory/memory-action-stops.ts";
import { MemoryTargetHealths } from "#backends/memory/memory-target-healths.ts";
import { NOON } from "#support/delivery-samples.ts";

const HOUR = 3_600_000;
const SECOND = 1_000;

describe("state that a process keeps in memory", () => {
  it.each([
    [0, 5, 0, true],
    [0, 5, 4, true],
    [0, 5, 5, false],
    [0, 5, -1, false],
    [Number.NEGATIVE_INFINITY, 5, 0, false],
  ])("read at %d and kept for %d ms is fresh at %d: %s", (readAt, ms, now, fresh) => {
    expect(isFresh(readAt, ms, now)).toBe(fresh);
  });
});

/** A clock that can be set. */
function clock() {
  const time = { now: NOON };
  return { now: () => time.now, setBack: () => (time.now -= HOUR), pass: (ms: number) => (time.now += ms) };
}

const ignore = () => {};
const ACTION = { flow_id: "order", action_id: "send" };
const GONE = { ...ACTION, url: "https://gone.example/", stopped_at: NOON, delivery_id: "evt_1:order:send" };

describe("after the clock is set back by an hour, a process does not need an hour to notice", () => {
  it("a new version of the flows", async () => {
    const { now, setBack } = clock();
    let version = "1";
    const store = { version: async () => version, load: async () => ({ version, flows: [] }) };
    const maker = {
      fromAll: (loaded: { version: string }) => loaded,
      withChanges: () => expect.fail("nothing changed"),
    };
    const flows = keptFlows(store, maker, now, ignore);
    await flows.current();
    setBack();
    version = "2";
    expect(await flows.current()).toMatchObject({ version: "2" });
  });

  it("a stopped action", async () => {
    const { now, setBack } = clock();
    const known = new MemoryActionStops();
    const stops = new StoppedActions(known, now, ignore);
    expect(await stops.find(ACTION)).toBeUndefined();
    setBack();
    await known.gone(GONE);
    expect(await stops.find(ACTION)).toEqual(GONE);
  });

  it("a failing target", async () => {
    const { now, setBack } = clock();
    const healths = new MemoryTargetHealths();
    const failing = new FailingTargets({ healths, now, onChange: ignore, onError: ignore });
    expect(await failing.of("https://a.example")).toBeUndefined();
    setBack();
    const health = { failures: 5, failing_since: NOON, last_failed_at: NOON, reason: "timeout" } as const;
    await healths.change("https://a.example", () => health);
    expect(await failing.of("https://a.example")).toEqual(health);
  });

  it("a new secret", async () => {
    const { now, setBack, pass } = clock();
    let value = "old";
    const kept = new KeptValue(async () => value, now);
    await kept.get(5 * 60 * SECOND);
    setBack();
    value = "new";
    expect(await kept.get(5 * 60 * SECOND)).toBe("new");
    // The new secret is then kept for the usual time.
    value = "newer";
    pass(60 * SECOND);
    expect(await kept.get(5 * 60 * SECOND)).toBe("new");
  });
});
