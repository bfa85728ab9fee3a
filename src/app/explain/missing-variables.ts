// Finds the variables of a webhook's templates that an event lacks. A template renders nothing for them, so this is not an
// error, but it is the first suspect when a payload looks wrong. A variable may be absent if the template asks for it first
// or has a default.

import { isJsonObject, type JsonValue, ownProperty } from "#core/json.ts";
import { pathText, type VariablePath } from "#templates/dialect/dialect.ts";
import type { TemplateScope } from "#templates/template-scope.ts";
import type { TemplateVariable } from "#templates/webhook-template.ts";

/** A variable without a value, and the position where the message reads it. */
export interface MissingVariable {
  /** As a template would write it: "event.ShippingAddress.Zip". */
  readonly variable: string;
  /** A sentence: "event.ShippingAddress.Zip is not in this event." */
  readonly says: string;
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
}

/** How many of the values that a path leads to are set. */
interface Found {
  readonly present: number;
  readonly missing: number;
}

/**
 * Returns the variables without a value in a scope, each at its first position, without those inside another missing one.
 */
export function missingVariables(variables: readonly TemplateVariable[], scope: TemplateScope): MissingVariable[] {
  const find = (path: VariablePath) => lookUp(rootOf(path, scope), path.slice(1));
  const absent: VariablePath[] = [];
  return variables.flatMap(({ path, pointer, line, column, guards }) => {
    const found = find(path);
    const guarded = guards.some((guard) => beginsWith(path, guard) && find(guard).missing > 0);
    if (found.missing === 0 || guarded || absent.some((outer) => beginsWith(path, outer))) return [];
    absent.push(path);
    const variable = pathText(path);
    const says = `${variable} ${found.present === 0 ? notIn(path) : "is not in every item of this event"}.`;
    return [{ variable, says, pointer, line, column }];
  });
}

function beginsWith(path: VariablePath, start: VariablePath): boolean {
  return start.every((step, index) => path[index] === step);
}

function notIn([root]: VariablePath): string {
  if (root === "event") return "is not in this event";
  return root === "organization" ? "is not known of the organization" : "is not known of this event's profile";
}

function rootOf([root]: VariablePath, { event, person, organization }: TemplateScope): JsonValue | undefined {
  switch (root) {
    case "event":
      return event;
    case "person":
      return person;
    case "organization":
      return organization;
    default:
      // The shortcuts (email, first_name and others) are those of the profile.
      return typeof root === "string" ? ownProperty(person, root) : undefined;
  }
}

function lookUp(value: JsonValue | undefined, [step, ...rest]: VariablePath): Found {
  if (value === undefined || value === null) return { present: 0, missing: 1 };
  if (step === undefined) return { present: 1, missing: 0 };
  if (step === null) return inEach(value, rest);
  if (Array.isArray(value)) return inList(value, step, rest);
  // A text has a size and a number has no fields; templates decide how to read them.
  return isJsonObject(value) ? lookUp(ownProperty(value, String(step)), rest) : { present: 0, missing: 1 };
}

/** Follows the path in each item of a list. For any other value the result is unknown. */
function inEach(value: JsonValue, rest: VariablePath): Found {
  if (!Array.isArray(value)) return { present: 1, missing: 0 };
  const found = value.map((item) => lookUp(item, rest));
  return {
    present: found.reduce((sum, { present }) => sum + present, 0),
    missing: found.reduce((sum, { missing }) => sum + missing, 0),
  };
}

/** Follows the path in a list: into an item by its number, or into a field that Liquid gives lists. */
function inList(list: readonly JsonValue[], step: string | number, rest: VariablePath): Found {
  if (step === "size" || step === "first" || step === "last") return { present: 1, missing: 0 };
  const index = Number(step);
  return lookUp(list.at(Number.isInteger(index) ? index : list.length), rest);
}
