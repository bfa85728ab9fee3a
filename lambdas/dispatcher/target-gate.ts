// The gate in front of all targets, shared by the functions of a stack through its tables.

import { GuardedGate } from "#app/targets/target-gate.ts";
import { newsOf, targetNews } from "#app/targets/target-news.ts";
import { DynamoDbTargetLimiter } from "#backends/aws/targets/dynamodb-target-limiter.ts";
import { targetHealths } from "../adapters.ts";
import type { Variables } from "../environment.ts";
import { logNews } from "../log-news.ts";
import { table } from "../resources.ts";
import { hostLimitsVariable } from "../settings-variables.ts";

/** The gate. It logs changes of a target's state. */
export function targetGate(env: Variables<"TARGETS_TABLE" | "HOST_LIMITS">): GuardedGate {
  return new GuardedGate({
    healths: targetHealths(env),
    limiter: new DynamoDbTargetLimiter(table(env.TARGETS_TABLE), Math.random),
    hostLimits: hostLimitsVariable.read(env.HOST_LIMITS),
    now: Date.now,
    random: Math.random,
    onChange(target, change) {
      const news = newsOf(target, change);
      if (news) logNews(targetNews(news));
    },
    onError: console.error,
  });
}
