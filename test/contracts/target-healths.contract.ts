// The contract of every store of target healths.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TargetHealths } from "#app/targets/target-ports.ts";
import { afterFailures, beginProbe, type TargetHealth } from "#core/delivery/target-health.ts";
import { NOON } from "#support/delivery-samples.ts";

/** An empty store of healths. */
export interface OpenTargetHealths {
  readonly healths: TargetHealths;
  close(): Promise<void>;
}

let made = 0;

/** A target that no other test of this process has. */
function freshTarget(): string {
  made += 1;
  return `https://target-${made}.example`;
}

const failed = (count: number) => (health: TargetHealth | undefined) =>
  afterFailures(health, { count, firstAt: NOON, lastAt: NOON + 10_000, reason: "timeout" });

/** Runs the suite against a backend. */
export function targetHealthsContract(name: string, open: () => Promise<OpenTargetHealths>): void {
  describe(`${name} as a store of target healths`, () => {
    let opened: OpenTargetHealths;
    let target: string;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    test.beforeEach(() => {
      target = freshTarget();
    });
    const failing = async (wanted: string) =>
      (await opened.healths.failing()).find((one) => one.target === wanted)?.health;
    const change = (rule: (health: TargetHealth | undefined) => TargetHealth | undefined) =>
      opened.healths.change(target, rule);

    test("an unknown target is healthy", async () => {
      const seen: unknown[] = [];
      const changed = await change((health) => {
        seen.push(health);
        return health;
      });
      expect([seen, changed, await failing(target)]).toEqual([
        [undefined],
        { before: undefined, after: undefined },
        undefined,
      ]);
    });

    test("each change begins with the result of the one before", async () => {
      const first = await change(failed(1));
      const second = await change(failed(1));
      expect(first.after?.failures).toBe(1);
      expect(second).toEqual({ before: first.after, after: { ...first.after, failures: 2 } });
    });

    test.each([
      [2, false],
      [3, true],
      [10, true],
    ])("a target with %i failures is listed as failing: %s", async (count, listed) => {
      const { after } = await change(failed(count));
      expect(await failing(target)).toEqual(listed ? after : undefined);
    });

    test("a target that recovers is removed", async () => {
      await change(failed(10));
      const { before, after } = await change(() => undefined);
      expect([before?.failures, after, await failing(target)]).toEqual([10, undefined, undefined]);
      expect((await change((health) => health)).before).toBeUndefined();
    });

    test("targets are separate, and all failing ones are listed", async () => {
      const others = Array.from({ length: 30 }, freshTarget);
      await Promise.all(others.map((other, index) => opened.healths.change(other, failed(10 + index))));
      expect(await failing(target)).toBeUndefined();
      const listed = await Promise.all(others.map(failing));
      expect(listed.map((health) => health?.failures)).toEqual(others.map((_, index) => 10 + index));
    });

    test("changes at the same time all count", async () => {
      await Promise.all(Array.from({ length: 3 }, () => change(failed(1))));
      expect((await change((health) => health)).before?.failures).toBe(3);
    });

    test("of two probes that begin at the same time one is granted", async () => {
      await change(failed(10));
      const at = NOON + 40_000;
      const asked = Array.from({ length: 3 }, async () => {
        let mine = false;
        await change((health) => {
          const probing = beginProbe(health, at);
          mine = probing !== undefined;
          return probing ?? health;
        });
        return mine;
      });
      expect((await Promise.all(asked)).filter((mine) => mine)).toHaveLength(1);
      expect((await failing(target))?.circuit?.probing_until).toBe(at + 30_000);
    });
  });
}
