// What a scenario expected against what it led to. Each webhook that left is paired with one that was expected; what can't
// be paired exactly is paired with what comes nearest, so that the reader sees what differs.

import { type Difference, differencesOf } from "./difference.ts";
import type { Played, PlayedDelivery, Review } from "./play-scenario.ts";
import type { ExpectedWebhook, Scenario } from "./scenario.ts";
import { isOneOf } from "./which.ts";

/** What is not as expected. */
export type Finding =
  | { readonly type: "missing"; readonly expected: ExpectedWebhook }
  | { readonly type: "unexpected"; readonly delivery: PlayedDelivery }
  | { readonly type: "idle-review"; readonly review: Review }
  | {
      readonly type: "different";
      readonly expected: ExpectedWebhook;
      readonly delivery: PlayedDelivery;
      readonly differences: readonly Difference[];
    };

/** All that is not as a scenario expected. What a run skipped did not leave, so nothing is said of it. */
export function judge(scenario: Scenario, { deliveries, idleReviews }: Played): Finding[] {
  const left = deliveries.filter(({ record }) => record.status !== "skipped");
  return [
    ...judgeDeliveries(scenario, left),
    ...idleReviews.map((review): Finding => ({ type: "idle-review", review })),
  ];
}

function judgeDeliveries({ expected, forbidden }: Scenario, left: readonly PlayedDelivery[]): Finding[] {
  if (expected === undefined) {
    const wrong = left.filter((delivery) => forbidden.some((which) => isOneOf(which, delivery.record)));
    return wrong.map((delivery) => ({ type: "unexpected", delivery }));
  }
  const { missing, over } = takeEqual(expected, left);
  const findings = missing.map((webhook): Finding => {
    const delivery = takeNearest(webhook, over);
    if (delivery === undefined) return { type: "missing", expected: webhook };
    return { type: "different", expected: webhook, delivery, differences: differencesOf(webhook, delivery) };
  });
  return [...findings, ...over.map((delivery): Finding => ({ type: "unexpected", delivery }))];
}

/** What is left on both sides when all that is as expected is taken away. */
function takeEqual(expected: readonly ExpectedWebhook[], deliveries: readonly PlayedDelivery[]) {
  const over = [...deliveries];
  const missing = expected.filter((webhook) => {
    const found = over.findIndex((each) => isOneOf(webhook, each.record) && differencesOf(webhook, each).length === 0);
    if (found >= 0) over.splice(found, 1);
    return found < 0;
  });
  return { missing, over };
}

/** Takes the delivery of the expected flow and action that was sent nearest to the expected time. */
function takeNearest(webhook: ExpectedWebhook, over: PlayedDelivery[]): PlayedDelivery | undefined {
  const [nearest] = over
    .filter((delivery) => isOneOf(webhook, delivery.record))
    .sort((a, b) => Math.abs(a.at - webhook.at) - Math.abs(b.at - webhook.at));
  if (nearest) over.splice(over.indexOf(nearest), 1);
  return nearest;
}
