import { expect, test } from "vitest";
import { SCHEDULE } from "../../bench/sweep/simulate.ts";
import { HELP } from "../../lambdas/sweeper/sweep.ts";
import { type Resource, resource, templateOf } from "./synthesized.ts";

const template = templateOf();

test("the sweeper runs as bench/sweep simulates it: one worker and its helpers every minute, retried when they fail", () => {
  const { Timeout } = resource(template, "AWS::Lambda::Function", "TimerSweeper").Properties;
  const { ScheduleExpression, Targets } = resource(template, "AWS::Events::Rule", "TimerEvery").Properties;
  expect(ScheduleExpression).toBe("rate(1 minute)");
  expect([SCHEDULE.everyMs, SCHEDULE.timeoutMs, SCHEDULE.workers]).toEqual([60_000, Timeout * 1_000, Targets.length]);
  const inputs = Targets.map(({ Input }: Resource["Properties"]) => Input);
  expect(inputs).toEqual([undefined, ...Array.from({ length: 4 }, () => JSON.stringify(HELP))]);
  expect(new Set(Targets.map(({ Id }: Resource["Properties"]) => Id)).size).toBe(5);
  const repeats = resource(template, "AWS::Lambda::EventInvokeConfig", "TimerSweeper").Properties;
  expect(repeats).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 300 });
});
