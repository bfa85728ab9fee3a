// What a scenario expected against what it led to. Each webhook that left is paired with one that was expected; what can't
// be paired exactly is paired with what comes nearest, so that the reader sees what differs.

import { isJsonObject, type JsonValue, ownProperty } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { shortIsoTime } from "#core/time.ts";
import type { Played, PlayedDelivery, Review } from "./play-scenario.ts";
import { type ExpectedWebhook, isOneOf, type Scenario } from "./scenario.ts";

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

// In what a webhook that left differs from the one that was expected.

/** One thing that is not as expected; texts of several lines are compared line by line. */
export interface Difference {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** How far a webhook may be from its expected time, in milliseconds: times are exact to the second. */
const SAME_SECOND_MS = 1_000;

/** What stands for something that is not there. */
const NOTHING = "(nothing)";

/** All in which a delivery differs from what was expected of it. */
function differencesOf(expected: ExpectedWebhook, delivery: PlayedDelivery): Difference[] {
  const { record, timesSent, at } = delivery;
  const found: (Difference | undefined)[] = [
    Math.abs(at - expected.at) < SAME_SECOND_MS
      ? undefined
      : compare("at", shortIsoTime(expected.at), shortIsoTime(at)),
    compare("outcome", expected.outcome, record.status),
    compare("reason", expected.reason, record.reason),
    compare("attempts", expected.attempts, timesSent),
    ...requestDifferences(expected.request ?? {}, delivery),
  ];
  return found.filter((difference) => difference !== undefined);
}

function requestDifferences(
  { url, headers, body, body_contains }: NonNullable<ExpectedWebhook["request"]>,
  { request, record }: PlayedDelivery,
): (Difference | undefined)[] {
  // What is parked was not sent: it is looked at as the person sees it who approves it, without values of secrets.
  const seen = request ?? record.request;
  const names = new Map(Object.entries(seen?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
  return [
    compare("url", url, seen?.url),
    ...Object.entries(headers ?? {}).map(([name, value]) => {
      return compare(`header ${name}`, value, names.get(name.toLowerCase()));
    }),
    compareBody(body, seen?.body, (found) => found),
    compareBody(body_contains, seen?.body, (found) => partOf(found, body_contains ?? null)),
  ];
}

function compareBody(
  expected: JsonValue | undefined,
  body: string | undefined,
  look: (found: JsonValue) => JsonValue,
): Difference | undefined {
  if (expected === undefined) return undefined;
  // A body that was rendered is JSON: else nothing would have been sent.
  const found = body === undefined ? undefined : jsonText(look(parseJson(body)));
  return compare("body", jsonText(expected), found);
}

function compare(
  what: string,
  expected: string | number | undefined,
  found: string | number | undefined,
): Difference | undefined {
  if (expected === undefined || expected === found) return undefined;
  return { what, expected: String(expected), found: found === undefined ? NOTHING : String(found) };
}

// JSON as text that can be compared line by line: fields in the order of their names, since their order means nothing.

/** The text of a value: two values are the same if and only if their texts are. */
export function jsonText(value: JsonValue): string {
  return JSON.stringify(inOrder(value), null, 2);
}

function inOrder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, inOrder(inner)]));
}

/** Of a value that part which another one speaks of: of objects the fields that the other has, of lists all items. */
export function partOf(value: JsonValue, part: JsonValue): JsonValue {
  if (Array.isArray(value) && Array.isArray(part)) {
    return value.map((item, index) => (part[index] === undefined ? item : partOf(item, part[index])));
  }
  if (!isJsonObject(value) || !isJsonObject(part)) return value;
  const kept = Object.keys(part).flatMap((name): [string, JsonValue][] => {
    const [inner, asked] = [ownProperty(value, name), ownProperty(part, name)];
    return inner === undefined || asked === undefined ? [] : [[name, partOf(inner, asked)]];
  });
  return Object.fromEntries(kept);
}
