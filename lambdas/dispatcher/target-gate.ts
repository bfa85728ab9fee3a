// The gate before all targets, for the functions of one stack together.

import { GuardedGate } from "#app/targets/target-gate.ts";
import { newsOf, targetNews } from "#app/targets/target-news.ts";
import { DynamoDbTargetLimiter } from "#backends/aws/targets/dynamodb-target-limiter.ts";
import { targetHealths } from "../adapters.ts";
import { environment } from "../environment.ts";
import { hostLimits } from "../host-limits.ts";
import { logNews } from "../log-news.ts";
import { table } from "../resources.ts";

/** The gate; what happens to targets is logged. */
export function targetGate(): GuardedGate {
  return new GuardedGate({
    healths: targetHealths(),
    limiter: new DynamoDbTargetLimiter(table("TARGETS_TABLE"), Math.random),
    hostLimits: hostLimits(environment("HOST_LIMITS")),
    now: Date.now,
    random: Math.random,
    onChange(target, change) {
      const news = newsOf(target, change);
      if (news) logNews(targetNews(news));
    },
    onError: console.error,
  });
}
