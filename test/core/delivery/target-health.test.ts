import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterFailedProbe,
  afterFailures,
  afterIdleProbe,
  beginProbe,
  type Failures,
  holdUntil,
  isShared,
  LONGEST_HOLD_MS,
  passage,
  type TargetHealth,
} from "#core/delivery/target-health.ts";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

const failures = (count: number, firstAt: number, lastAt = firstAt): Failures => {
  return { count, firstAt, lastAt, reason: "timeout" };
};

/** A circuit that opened NOW. */
const opened = afterFailures(undefined, failures(10, NOW - 10_000, NOW));

/** The health after consecutive failed probes, each sent as early as possible. */
function afterProbes(count: number): { health: TargetHealth; pauses: number[] } {
  let health = opened;
  const pauses = [(health.circuit?.probe_at ?? 0) - NOW];
  for (let probe = 0; probe < count; probe++) {
    const at = health.circuit?.probe_at ?? 0;
    health = afterFailedProbe(beginProbe(health, at), failures(1, at));
    pauses.push((health.circuit?.probe_at ?? 0) - at);
  }
  return { health, pauses };
}

describe("a circuit", () => {
  it.each<[string, Failures[], boolean]>([
    ["ten failures within ten seconds", [failures(10, NOW, NOW + 10_000)], true],
    ["nine of them", [failures(9, NOW, NOW + 10_000)], false],
    ["ten within less", [failures(10, NOW, NOW + 9_999)], false],
    ["many at the same moment", [failures(5_000, NOW)], false],
    ["ten, reported in two parts", [failures(6, NOW), failures(4, NOW + 10_000)], true],
    ["ten, the parts reported in another order", [failures(4, NOW + 10_000), failures(6, NOW)], true],
    ["ten with five minutes between them", [failures(9, NOW), failures(1, NOW + 5 * MINUTE)], true],
    ["ten with more than that between them", [failures(9, NOW), failures(1, NOW + 5 * MINUTE + 1)], false],
  ])("after %s: opened is %3$s", (_title, outcomes, isOpen) => {
    const health = outcomes.reduce<TargetHealth | undefined>(afterFailures, undefined);
    expect(health?.circuit !== undefined).toBe(isOpen);
  });

  it("opens with the last failure, has its reason, and allows a probe after half a minute", () => {
    const before = afterFailures(undefined, { ...failures(9, NOW - 20_000), reason: "http-503" });
    expect(afterFailures(before, failures(1, NOW))).toEqual({
      failures: 10,
      failing_since: NOW - 20_000,
      last_failed_at: NOW,
      reason: "timeout",
      circuit: { opened_at: NOW, probes: 0, probe_at: NOW + 30_000 },
    });
  });

  it("lets every delivery pass while it is closed", () => {
    expect([passage(undefined, NOW), passage(afterFailures(undefined, failures(9, NOW)), NOW)]).toEqual([
      "open",
      "open",
    ]);
  });

  it("lets no delivery pass until a probe may be sent, then one until its result or for 30 seconds", () => {
    expect([passage(opened, NOW + 29_999), passage(opened, NOW + 30_000)]).toEqual(["wait", "probe"]);
    const probing = beginProbe(opened, NOW + 30_000);
    expect([passage(probing, NOW + 59_999), passage(probing, NOW + 60_000)]).toEqual(["wait", "probe"]);
    expect(beginProbe(probing, NOW + 59_999)).toBeUndefined();
    expect(beginProbe(probing, NOW + 60_000)?.circuit?.probing_until).toBe(NOW + 90_000);
    expect(passage(afterIdleProbe(probing), NOW + 30_001)).toBe("probe");
  });

  it("starts no probe while it is closed", () => {
    expect([beginProbe(undefined, NOW), beginProbe(afterFailures(undefined, failures(3, NOW)), NOW)]).toEqual([
      undefined,
      undefined,
    ]);
    expect([afterIdleProbe(undefined), afterFailedProbe(undefined, failures(1, NOW)).failures]).toEqual([undefined, 1]);
  });

  it("waits twice as long after each failed probe, at most ten minutes", () => {
    const { health, pauses } = afterProbes(7);
    expect(pauses).toEqual([30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000, 600_000]);
    expect(health).toMatchObject({ failures: 17, circuit: { opened_at: NOW, probes: 7 } });
    expect(health.circuit).not.toHaveProperty("probing_until");
  });

  it("counts failures of requests that were in flight when it opened, and does not wait longer for them", () => {
    const late = afterFailures(opened, failures(20, NOW + 15_000));
    expect(late).toMatchObject({ failures: 30, circuit: opened.circuit });
    const muchLater = afterFailures(opened, failures(1, NOW + 3_600_000));
    expect(muchLater).toMatchObject({ failures: 11, circuit: opened.circuit });
  });

  it("is shared with other workers from the third failure on", () => {
    const outcomes = [1, 2, 3].map((count) => isShared(afterFailures(undefined, failures(count, NOW))));
    expect([...outcomes, isShared(opened)]).toEqual([false, false, true, true]);
    expect(isShared({ ...opened, failures: 1 })).toBe(true);
  });
});

describe("a delivery that waits for an open circuit", () => {
  it.each([
    [0, 0, NOW + 30_000],
    [0, 0.5, NOW + 45_000],
    [0, 0.999, NOW + 59_970],
    [3, 0.5, NOW + 240_000 + 120_000],
    [5, 0.5, NOW + 600_000 + 150_000],
  ])(
    "after %i probes and with chance %f comes after the next probe, spread over at most five minutes",
    (probes, random, until) => {
      const circuit = { opened_at: NOW, probes, probe_at: NOW + Math.min(30_000 * 2 ** probes, 600_000) };
      expect(holdUntil(circuit, NOW, random)).toBe(until);
    },
  );

  it("waits for the probe in flight", () => {
    const circuit = { opened_at: NOW, probes: 0, probe_at: NOW - 1, probing_until: NOW + 12_000 };
    expect(holdUntil(circuit, NOW, 0)).toBe(NOW + 12_000);
  });

  it("waits no longer than the longest delay of an SQS message, even if the clock was set back", () => {
    expect(holdUntil({ opened_at: NOW, probes: 0, probe_at: NOW + 60 * MINUTE }, NOW, 0.5)).toBe(NOW + 15 * MINUTE);
  });

  it("never ends its wait before the probe, nor after the longest delay of an SQS message", () => {
    fc.assert(
      fc.property(
        fc.nat(40),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.nat(900_000),
        (probes, random, late) => {
          const { health } = afterProbes(probes);
          const circuit = health.circuit ?? expect.fail("the circuit is closed");
          const now = circuit.probe_at - 600_000 + late;
          const until = holdUntil(circuit, now, random);
          expect(until).toBeGreaterThanOrEqual(Math.min(Math.max(circuit.probe_at, now), now + LONGEST_HOLD_MS));
          expect(until - now).toBeLessThanOrEqual(900_000);
        },
      ),
    );
  });
});
