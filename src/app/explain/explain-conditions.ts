// Evaluates conditions one by one, each with its result and the value that it saw.

import type { CompiledConditions } from "#core/filters/condition-groups.ts";
import type { FieldSource } from "#core/filters/field.ts";
import type { Value } from "#core/filters/readings.ts";
import type { BranchCondition } from "#core/flow/profile-conditions.ts";
import type { JsonValue } from "#core/json.ts";
import type { Condition, Conditions } from "#core/profiles/conditions.ts";
import type { RunFacts } from "#core/profiles/facts.ts";
import { shorten } from "#core/shorten.ts";
import { describeCondition, filterOf } from "./describe-condition.ts";
import { unreadable } from "./describe-filter.ts";
import type { ExplainedCondition, ExplainedGroup } from "./explanation.ts";

/** Explains the conditions of a trigger filter, for an event at `now` (milliseconds since 1970). */
export function explainTriggerFilter(
  { groups }: CompiledConditions,
  event: FieldSource,
  now: number,
): ExplainedGroup[] {
  return groups.map((group) =>
    grouped(
      group.map(({ source, read, test }) => {
        const value = read(event);
        return explained(source, test(value, now), value);
      }),
    ),
  );
}

/** Explains the conditions of a profile filter or a branch, for a run at one of its steps. */
export function explainConditions(conditions: Conditions, facts: RunFacts): ExplainedGroup[] {
  return conditions.map((group) =>
    grouped(
      group.map((condition) => {
        const saw = condition.see(facts);
        const explainedCondition = explained(condition.source, condition.holds(facts), saw);
        const note = mayBeMore(condition, saw);
        return note === undefined ? explainedCondition : { ...explainedCondition, note };
      }),
    ),
  );
}

/** Counting stops once the condition is decided, so the true count may be larger. */
function mayBeMore({ reads }: Condition, saw: Value): string | undefined {
  if (reads === undefined || typeof saw !== "number" || saw < reads.enough) return undefined;
  return "The count may be higher: counting stops once the condition is decided.";
}

/** Returns whether explained conditions hold. */
export function allHold(groups: readonly ExplainedGroup[]): boolean {
  return groups.every(({ holds }) => holds);
}

function grouped(conditions: readonly ExplainedCondition[]): ExplainedGroup {
  return { holds: conditions.some(({ holds }) => holds), conditions };
}

function explained(source: BranchCondition, holds: boolean, value: Value): ExplainedCondition {
  const filter = filterOf(source);
  const note = filter ? unreadable(filter, value) : undefined;
  return {
    condition: describeCondition(source),
    holds,
    ...(value == null ? {} : { saw: shownValue(value) }),
    ...(note === undefined ? {} : { note }),
  };
}

/** The longest value that an explanation repeats, in characters: thousands of flows may read the same property. */
const MAX_SHOWN_LENGTH = 1_000;

/** Lists and objects that were shown before, with their shortened form, because writing one out is slow. */
const shownBefore = new WeakMap<object, JsonValue>();

/** Returns a value as an explanation shows it: if it is long, the start and the end of its text or its JSON. */
function shownValue(value: JsonValue): JsonValue {
  if (typeof value === "string") return shorten(value, MAX_SHOWN_LENGTH);
  if (typeof value !== "object" || value === null) return value;
  const before = shownBefore.get(value);
  if (before !== undefined) return before;
  const json = JSON.stringify(value);
  const shown = json.length > MAX_SHOWN_LENGTH ? shorten(json, MAX_SHOWN_LENGTH) : value;
  shownBefore.set(value, shown);
  return shown;
}
