// Turns zod's issues into problems for users: the value that was found, the values that are allowed, and the nearest name for a
// misspelt one.

import type { z } from "zod";
import { ExactNumber } from "./exact-number.ts";
import { property } from "./json.ts";
import { didYouMean } from "./nearest-name.ts";
import { Findings, jsonPointer, type Problem } from "./problem.ts";
import { shorten } from "./shorten.ts";

type Issue = z.core.$ZodIssue;

/** The parsed input and its schema. */
interface Parsed<Rule extends string> {
  readonly rule: Rule;
  readonly input: unknown;
  readonly schema: z.core.$ZodType | undefined;
  readonly findings: Findings<Rule>;
}

/** Longest name of an unknown field that a message quotes, in characters. */
const MAX_QUOTED = 80;

/**
 * The first problems that zod found in `input`, with one rule, and a count of the others.
 * @param schema the schema that parsed it: its fields are suggested instead of unknown ones.
 */
export function problemsOfZod<Rule extends string>(
  error: z.core.$ZodError,
  rule: Rule,
  input: unknown,
  schema?: z.core.$ZodType,
): Problem<Rule>[] {
  const parsed = { rule, input, schema, findings: new Findings<Rule>() };
  for (const issue of error.issues) addIssue(issue, parsed);
  return parsed.findings.problems();
}

function addIssue<Rule extends string>(issue: Issue, parsed: Parsed<Rule>): void {
  const { rule, input, findings } = parsed;
  if (issue.code === "invalid_union") {
    addUnion(issue, parsed);
    return;
  }
  if (issue.code !== "unrecognized_keys") {
    findings.add(() => {
      return {
        rule,
        pointer: jsonPointer(issue.path),
        message: sentence(messageOf(issue, valueAt(input, issue.path))),
      };
    });
    return;
  }
  for (const key of issue.keys) {
    findings.add(() => {
      const message = `There is no field "${shorten(key, MAX_QUOTED)}" here.${whatIsHere(key, issue.path, parsed)}`;
      return { rule, pointer: jsonPointer([...issue.path, key]), message };
    });
  }
}

function messageOf(issue: Issue, found: unknown): string {
  // Messages of Flowhook's schemas begin with "must", those of zod with "Invalid" or "Too".
  if (issue.message.startsWith("must ")) return issue.message;
  switch (issue.code) {
    case "invalid_type":
      return expectation(kindOf(issue.expected), found, issue.path);
    case "invalid_value":
      return choice(issue.values, found, issue.path);
    case "too_big":
      return `must ${verb(issue.origin)} ${limit("at most", "less than", issue)} ${amount(issue.maximum, issue.origin)}`;
    case "too_small":
      if (issue.minimum === 1 && isSized(issue.origin)) return "must not be empty";
      return `must ${verb(issue.origin)} ${limit("at least", "more than", issue)} ${amount(issue.minimum, issue.origin)}`;
    case "invalid_format":
      return formatMessage(issue);
    default:
      return issue.message;
  }
}

function expectation(expected: string, found: unknown, path: readonly PropertyKey[]): string {
  if (found === undefined) return `The field "${String(path.at(-1))}" is required: ${expected}`;
  const wrong = `must be ${expected}, but is ${describe(found)}`;
  if (expected === KINDS["string"] && isUnquoted(found)) return `${wrong}: put it in quotes`;
  return found instanceof ExactNumber && NUMBERS.includes(expected) ? `${wrong}, which has ${TOO_MANY_DIGITS}` : wrong;
}

/** Whether YAML or JSON read another kind of value than the text that was probably meant. */
function isUnquoted(found: unknown): boolean {
  return typeof found === "number" || typeof found === "boolean" || found instanceof ExactNumber;
}

/** Lists the allowed values, and suggests the one that may have been meant. */
function choice(values: readonly unknown[], found: unknown, path: readonly PropertyKey[]): string {
  const wrong = expectation(`${values.length > 1 ? "one of " : ""}${quoteAll(values)}`, found, path);
  const texts = values.filter((value) => typeof value === "string");
  const meant = typeof found === "string" && values.length > 1 ? didYouMean(found, texts) : "";
  return meant === "" ? wrong : `${wrong}.${meant}`;
}

function formatMessage(issue: z.core.$ZodIssueInvalidStringFormat): string {
  if (issue.format === "datetime") return 'must be a time with a zone, such as "2026-11-24T09:30:00Z"';
  return `must match ${issue.pattern ?? issue.format}`;
}

/** Reports the option of a union with the fewest problems, because the author probably meant that one. */
function addUnion<Rule extends string>(issue: z.core.$ZodIssueInvalidUnion, parsed: Parsed<Rule>): void {
  const { rule, input, findings } = parsed;
  const pointer = () => jsonPointer(issue.path);
  const found = valueAt(input, issue.path);
  if (issue.discriminator !== undefined) {
    // A `type` or `operator` that no option has; the issue's path leads to it.
    const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
    findings.add(() => ({ rule, pointer: pointer(), message: sentence(choice(options, found, issue.path)) }));
    return;
  }
  const options = issue.errors.filter((errors) => !errors.some(isOfAnotherKind));
  const best = options.toSorted((a, b) => a.length - b.length)[0];
  if (best) {
    for (const error of best) addIssue({ ...error, path: [...issue.path, ...error.path] }, parsed);
    return;
  }
  const kinds = new Set(
    issue.errors
      .flat()
      .filter(isOfAnotherKind)
      .map(({ expected }) => kindOf(expected)),
  );
  const message = sentence(expectation([...kinds].join(" or "), found, issue.path));
  findings.add(() => ({ rule, pointer: pointer(), message }));
}

/** Whether an option of a union failed because the value is of another kind. */
function isOfAnotherKind(issue: Issue): issue is z.core.$ZodIssueInvalidType {
  return issue.code === "invalid_type" && issue.path.length === 0;
}

/** A suggestion for an unknown field, or the known fields. */
function whatIsHere(key: string, path: readonly PropertyKey[], { input, schema }: Parsed<string>): string {
  const fields = schema ? fieldsAt(schema, input, path) : [];
  const here = valueAt(input, path);
  const free = fields.filter((field) => property(here, field) === undefined);
  return didYouMean(key, free, fields.length === 0 ? "Remove it." : `Known here: ${quoteAll(fields)}.`);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(property, input);
}

function describe(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "string")
    return value.length > 40 ? `a text of ${value.length} characters` : JSON.stringify(value);
  if (Array.isArray(value)) return "a list";
  if (value instanceof ExactNumber) return value.source.length > 40 ? "a number of many digits" : value.source;
  return typeof value === "object" ? "an object" : String(value);
}

const KINDS: Readonly<Record<string, string>> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a text",
};

function kindOf(expected: string): string {
  return KINDS[expected] ?? expected;
}

/** Kinds that are used for arithmetic, where a number that a double can't hold would be another number. */
const NUMBERS: readonly string[] = [KINDS["number"], KINDS["int"]].filter((kind) => kind !== undefined);
const TOO_MANY_DIGITS = "more digits than a number can have here. An id is compared as a text, in quotes";

/** Whether a limit is a length. */
function isSized(origin: string): boolean {
  return origin === "string" || origin === "array";
}

function verb(origin: string): string {
  return isSized(origin) ? "have" : "be";
}

function limit(inclusive: string, exclusive: string, issue: { inclusive?: boolean | undefined }): string {
  return issue.inclusive === false ? exclusive : inclusive;
}

function amount(number: number | bigint, origin: string): string {
  if (!isSized(origin)) return String(number);
  const unit = origin === "string" ? "character" : "item";
  return `${number} ${unit}${Number(number) === 1 ? "" : "s"}`;
}

function quoteAll(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

function sentence(text: string): string {
  const capital = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.?]$/.test(capital) ? capital : `${capital}.`;
}

type Schema = z.core.$ZodType;

/** The fields of the object at `path` in `value`; empty if the schema accepts any name. */
function fieldsAt(schema: Schema, value: unknown, path: readonly PropertyKey[]): string[] {
  // Every zod schema is one of $ZodTypes; only its type parameter hides which.
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
      return fieldsAt(def.innerType, value, path);
    case "union":
      return def.options.filter((option) => isMeant(option, value)).flatMap((option) => fieldsAt(option, value, path));
    case "array":
      return stepInto(def.element, value, path);
    case "object":
      return path.length === 0 ? Object.keys(def.shape) : stepInto(def.shape[String(path[0])], value, path);
    default:
      return [];
  }
}

function stepInto(schema: Schema | undefined, value: unknown, [key, ...rest]: readonly PropertyKey[]): string[] {
  if (schema === undefined || key === undefined) return [];
  return fieldsAt(schema, property(value, key), rest);
}

/** Whether a value has the `type` or `operator` that selects this option of a union. */
function isMeant(option: Schema, value: unknown): boolean {
  return Object.entries(option._zod.propValues ?? {}).every(([name, values]) => {
    const found = property(value, name);
    return [...values].some((known) => known === found);
  });
}
