// In what a webhook that left differs from the one that was expected.

import type { JsonValue } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { jsonText, partOf } from "./json-text.ts";
import type { PlayedDelivery } from "./play-scenario.ts";
import type { ExpectedWebhook } from "./scenario.ts";

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
export function differencesOf(expected: ExpectedWebhook, delivery: PlayedDelivery): Difference[] {
  const { record, timesSent, at } = delivery;
  const found: (Difference | undefined)[] = [
    Math.abs(at - expected.at) < SAME_SECOND_MS ? undefined : compare("at", isoTime(expected.at), isoTime(at)),
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

function isoTime(time: number): string {
  return new Date(time).toISOString().replace(".000", "");
}
