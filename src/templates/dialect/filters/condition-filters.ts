// `list_where:"name=a"` and `dictfilter:"a>2"`: Klaviyo's, https://developers.klaviyo.com/en/docs/glossary_of_variable_filters.
// They take a condition as a text: a property, an operator, and what it is compared with, which has no quotes.

import { RenderFailure } from "../rendering/render-failure.ts";
import { plainText } from "../rendering/value-text.ts";
import type { Filter, FilterFamily, WrittenArgument } from "./filter.ts";
import { itemReader, toList } from "./items.ts";
import { toNumber } from "./numbers.ts";

/** Longer ones first, as they begin with shorter ones. Klaviyo writes "=>" for at least. */
const OPERATORS = ["<=", "=>", ">=", "==", "!=", "<", ">", "="] as const;
type Operator = (typeof OPERATORS)[number];

interface Condition {
  readonly property: string;
  readonly operator: Operator;
  readonly compared: string;
}

function parseCondition(text: string): Condition | undefined {
  const at = text.search(/[<>=!]/);
  const operator = OPERATORS.find((candidate) => text.startsWith(candidate, at));
  const property = text.slice(0, Math.max(at, 0)).trim();
  if (operator === undefined || property === "") return undefined;
  return { property, operator, compared: text.slice(at + operator.length).trim() };
}

const filterByCondition: Filter = (value, [argument], call) => {
  const condition = parseCondition(plainText(argument));
  if (condition === undefined) throw new RenderFailure("template-render", NO_CONDITION);
  const list = toList(value);
  call.useOutput(list.length);
  const read = itemReader(condition.property);
  return list.filter((item) => holds(read(item), condition));
};

/** By size where both are numbers, else by the text; what is absent is only unequal. */
function holds(value: unknown, { operator, compared }: Condition): boolean {
  if (value === undefined || value === null) return operator === "!=";
  const order = orderOf(value, compared);
  switch (operator) {
    case "=":
    case "==":
      return order === 0;
    case "!=":
      return order !== 0;
    case "<":
      return order < 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    case "=>":
    case ">=":
      return order >= 0;
  }
}

function orderOf(value: unknown, compared: string): number {
  const [number, other] = [typeof value === "boolean" ? undefined : toNumber(value), toNumber(compared)];
  if (number !== undefined && other !== undefined) return number - other;
  // Python's True and JSON's true are the same.
  const [text, rest] =
    typeof value === "boolean" ? [String(value), compared.toLowerCase()] : [plainText(value), compared];
  return text === rest ? 0 : text < rest ? -1 : 1;
}

const NO_CONDITION =
  'A condition is a property, a comparison and a value: list_where:"name=a", dictfilter:"price>=10".';

function conditionProblem([condition]: readonly WrittenArgument[]): string | undefined {
  if (condition === undefined || parseCondition(plainText(condition.value)) !== undefined) return undefined;
  return NO_CONDITION;
}

const entry = { filter: filterByCondition, origin: "Klaviyo", least: 1, most: 1, check: conditionProblem } as const;

/** Filters that take a condition. */
export const CONDITION_FILTERS: FilterFamily = { list_where: entry, dictfilter: entry };
