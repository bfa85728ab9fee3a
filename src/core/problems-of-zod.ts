// zod's findings in words for the user: what was found, what is allowed, and the nearest name for a misspelt field.

import type { z } from "zod";
import { nearestName } from "./nearest-name.ts";
import { jsonPointer, type Problem } from "./problem.ts";

type Issue = z.core.$ZodIssue;

/** Every problem that zod found in `input`, under one rule id. */
export function problemsOfZod<Rule extends string>(
  error: z.core.$ZodError,
  rule: Rule,
  input: unknown,
): Problem<Rule>[] {
  return error.issues.flatMap((issue) => problemsOfIssue(issue, rule, input));
}

function problemsOfIssue<Rule extends string>(issue: Issue, rule: Rule, input: unknown): Problem<Rule>[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const message = `There is no field "${key}" here. ${suggestion(key, input, issue.path)}`;
      return { rule, pointer: jsonPointer([...issue.path, key]), message };
    });
  }
  if (issue.code === "invalid_union") return problemsOfUnion(issue, rule, input);
  return [{ rule, pointer: jsonPointer(issue.path), message: sentence(messageOf(issue, valueAt(input, issue.path))) }];
}

function messageOf(issue: Issue, found: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return expectation(article(issue.expected), found);
    case "invalid_value":
      return expectation(`${issue.values.length > 1 ? "one of " : ""}${quoteAll(issue.values)}`, found);
    case "too_big":
      return `must ${verb(issue.origin)} at most ${issue.maximum}${unit(issue.origin)}`;
    case "too_small":
      return `must ${verb(issue.origin)} at least ${issue.minimum}${unit(issue.origin)}`;
    case "invalid_format":
      return formatMessage(issue);
    default:
      return issue.message;
  }
}

function expectation(expected: string, found: unknown): string {
  if (found === undefined) return `This field is required: ${expected}`;
  return `must be ${expected}, but is ${describe(found)}`;
}

function formatMessage(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if (issue.format === "datetime") return 'must be a time with a zone, such as "2026-11-24T09:30:00Z"';
  return issue.message.startsWith("must") ? issue.message : `must match ${issue.pattern ?? issue.format}`;
}

/** Of a union's options, the one that came furthest is the one that was meant: its problems are the user's. */
function problemsOfUnion<Rule extends string>(
  issue: z.core.$ZodIssueInvalidUnion,
  rule: Rule,
  input: unknown,
): Problem<Rule>[] {
  const found = valueAt(input, issue.path);
  if (issue.discriminator !== undefined) return [discriminatorProblem(issue, rule, found)];
  const options = issue.errors.filter(
    (errors) => !errors.some((error) => error.path.length === 0 && isTypeIssue(error)),
  );
  const depth = (errors: Issue[]) => Math.min(...errors.map((error) => discriminating(error)));
  const best = options.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0];
  if (!best) {
    const kinds = issue.errors.flatMap((errors) =>
      errors.flatMap((error) => (isTypeIssue(error) ? [error.expected] : [])),
    );
    const message = `Must be ${[...new Set(kinds)].map(article).join(" or ")}, but is ${describe(found)}.`;
    return [{ rule, pointer: jsonPointer(issue.path), message }];
  }
  return best.flatMap((error) => problemsOfIssue({ ...error, path: [...issue.path, ...error.path] }, rule, input));
}

/** How far an option came: a wrong `type` or `operator` says that another option was meant. */
function discriminating(error: Issue): number {
  const field = error.path.at(-1);
  if (error.path.length === 1 && field === "type") return 0;
  return error.path.length === 1 && field === "operator" ? 1 : 2;
}

function isTypeIssue(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.code === "invalid_type";
}

function discriminatorProblem<Rule extends string>(
  issue: z.core.$ZodIssueInvalidUnion,
  rule: Rule,
  found: unknown,
): Problem<Rule> {
  const field = issue.discriminator ?? "type";
  const atField = issue.path.at(-1) === field;
  const parent = atField ? undefined : found;
  const value = atField ? found : valueAt(parent, [field]);
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  const allowed = options.length > 0 ? `: one of ${quoteAll(options)}` : "";
  const message =
    value === undefined ? `This field is required${allowed}.` : `${describe(value)} is not known here${allowed}.`;
  return { rule, pointer: jsonPointer(atField ? issue.path : [...issue.path, field]), message: sentence(message) };
}

function suggestion(key: string, input: unknown, path: readonly PropertyKey[]): string {
  const present = valueAt(input, path);
  const siblings = typeof present === "object" && present !== null ? Object.keys(present) : [];
  const near = nearestName(
    key,
    KNOWN_FIELDS.filter((field) => !siblings.includes(field)),
  );
  return near === undefined ? "Remove it." : `Did you mean "${near}"?`;
}

/** Field names of the public formats: what a misspelt field may have meant. */
const KNOWN_FIELDS = [
  ...["metric", "profile", "properties", "time", "value", "value_currency", "unique_id", "backfill"],
  ...["email", "phone_number", "external_id", "anonymous_id", "first_name", "last_name", "organization", "title"],
  ...["locale", "image", "location", "address1", "address2", "city", "country", "region", "zip", "timezone", "ip"],
  ...["id", "name", "status", "definition", "triggers", "trigger_filter", "condition_groups", "conditions", "field"],
  ...["filter", "type", "operator", "entry_action_id", "actions", "links", "next", "data", "message", "url"],
  ...["headers", "body", "latitude", "longitude"],
];

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string")
    return value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : String(value);
}

const KINDS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  null: "null",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a text",
};

function article(kind: string): string {
  return KINDS[kind] ?? kind;
}

function verb(origin: string): string {
  return origin === "string" || origin === "array" ? "have" : "be";
}

function unit(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " items" : "";
}

function quoteAll(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

function sentence(text: string): string {
  const capital = text.startsWith('"') ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return capital.endsWith(".") ? capital : `${capital}.`;
}
