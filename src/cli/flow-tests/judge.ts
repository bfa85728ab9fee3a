// Compares the webhooks of a played scenario with the expected ones. Equal ones are paired first; the others are paired with the
// nearest in time, so that the report shows how they differ.

import { isJsonObject, type JsonValue, ownProperty } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { shortIsoTime } from "#core/time.ts";
import type { Played, PlayedDelivery, Review } from "./play-scenario.ts";
import { type ExpectedWebhook, isOneOf, type Scenario } from "./scenario.ts";

/** A difference between a scenario's expectations and its outcome. */
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

/** All findings of a scenario. Skipped deliveries sent nothing, so they are ignored. */
export function judge(scenario: Scenario, { deliveries, idleReviews }: Played): Finding[] {
  const left = deliveries.filter(({ record }) => record.status !== "skipped");
  return [
    ...judgeDeliveries(scenario, left),
    ...idleReviews.map((review): Finding => ({ type: "idle-review", review })),
  ];
}

function judgeDeliveries({ expected, forbidden }: Scenario, left: readonly PlayedDelivery[]): Finding[] {
  if (expected === undefined) {
    const unexpected = left.filter((delivery) => forbidden.some((which) => isOneOf(which, delivery.record)));
    return unexpected.map((delivery) => ({ type: "unexpected", delivery }));
  }
  const { missing, over } = takeEqual(expected, left);
  const findings = missing.map((webhook): Finding => {
    const delivery = takeNearest(webhook, over);
    if (delivery === undefined) return { type: "missing", expected: webhook };
    return { type: "different", expected: webhook, delivery, differences: differencesOf(webhook, delivery) };
  });
  return [...findings, ...over.map((delivery): Finding => ({ type: "unexpected", delivery }))];
}

/** Pairs each expected webhook with an equal delivery; returns the rest of both sides. */
function takeEqual(expected: readonly ExpectedWebhook[], deliveries: readonly PlayedDelivery[]) {
  const over = [...deliveries];
  const missing = expected.filter((webhook) => {
    const found = over.findIndex((each) => isOneOf(webhook, each.record) && differencesOf(webhook, each).length === 0);
    if (found >= 0) over.splice(found, 1);
    return found < 0;
  });
  return { missing, over };
}

/** Removes and returns the delivery of the expected flow and action that is nearest to the expected time. */
function takeNearest(webhook: ExpectedWebhook, over: PlayedDelivery[]): PlayedDelivery | undefined {
  const [nearest] = over
    .filter((delivery) => isOneOf(webhook, delivery.record))
    .sort((a, b) => Math.abs(a.at - webhook.at) - Math.abs(b.at - webhook.at));
  if (nearest) over.splice(over.indexOf(nearest), 1);
  return nearest;
}

/** One part of a webhook that differs from the expected one. */
export interface Difference {
  /** The part: "at", "url", "body". */
  readonly part: string;
  readonly expected: string;
  readonly found: string;
}

/** Expected times are exact to the second, in milliseconds. */
const SAME_SECOND_MS = 1_000;

/** The text for a missing value. */
const NOTHING = "(nothing)";

/** All differences between a delivery and an expected webhook. */
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
  // A parked request was not sent. It is compared as its reviewer sees it, without values of secrets.
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
  // A rendered body is always JSON; otherwise rendering would have failed.
  const found = body === undefined ? undefined : jsonText(look(parseJson(body)));
  return compare("body", jsonText(expected), found);
}

function compare(
  part: string,
  expected: string | number | undefined,
  found: string | number | undefined,
): Difference | undefined {
  if (expected === undefined || expected === found) return undefined;
  return { part, expected: String(expected), found: found === undefined ? NOTHING : String(found) };
}

/** A JSON value as text with sorted fields, so that equal values have equal texts. */
export function jsonText(value: JsonValue): string {
  return JSON.stringify(inOrder(value), null, 2);
}

function inOrder(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, inOrder(inner)]));
}

/** The part of a value that another one mentions: the fields of objects that the other has, and all items of lists. */
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
