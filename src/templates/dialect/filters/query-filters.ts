// Filters that select items of a list or read a property of each. Properties are own properties, by paths such as
// "author.age". `where` and its siblings are Liquid's (https://shopify.github.io/liquid/filters/where/).
//
// `list_where:"name=a"` and `dictfilter:"a>2"` are Klaviyo's
// (https://developers.klaviyo.com/en/docs/glossary_of_variable_filters). They take a condition as a text: a property,
// an operator and an unquoted value.

import { RenderFailure } from "../rendering/render-failure.ts";
import { isSame } from "../values/compare.ts";
import { countable, toNumber } from "../values/numbers.ts";
import { itemReader, toList } from "../values/properties.ts";
import { jsonText, plainText } from "../values/value-text.ts";
import { sum } from "./decimal.ts";
import { entry, type Filter, type FilterCall, type FilterFamily, type WrittenArgument } from "./filter.ts";

/** Longer operators first, because they begin with shorter ones. Klaviyo writes "=>" for at least. */
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

/** Compares numbers by value and all else as text. An absent value satisfies only !=. */
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
  // Python's True equals JSON's true.
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

const conditionEntry = {
  filter: filterByCondition,
  origin: "Klaviyo",
  least: 1,
  most: 1,
  check: conditionProblem,
} as const;

type Holds = (item: unknown) => boolean;

/** Whether a property has the expected value; without one, whether it is true in Liquid. */
function propertyHolds([property, ...expected]: readonly unknown[]): Holds {
  const read = itemReader(property);
  if (expected.length > 0) return (item) => isSame(read(item), expected[0]);
  return (item) => (read(item) ?? false) !== false;
}

function chosen(value: unknown, holds: Holds, call: FilterCall): unknown[] {
  const list = toList(value);
  call.useOutput(list.length);
  return list.filter(holds);
}

const where: Filter = (value, args, call) => chosen(value, propertyHolds(args), call);

const reject: Filter = (value, args, call) => {
  const holds = propertyHolds(args);
  return chosen(value, (item) => !holds(item), call);
};

const find: Filter = (value, args) => toList(value).find(propertyHolds(args));
const has: Filter = (value, args) => toList(value).some(propertyHolds(args));

const findIndex: Filter = (value, args) => {
  const index = toList(value).findIndex(propertyHolds(args));
  return index < 0 ? undefined : index;
};

const map: Filter = (value, [property], call) => {
  const list = toList(value);
  call.useOutput(list.length);
  return list.map(itemReader(property));
};

const addUp: Filter = (value, [property], call) => {
  const list = toList(value);
  call.useOutput(list.length);
  const numbers = property === undefined ? list : list.map(itemReader(property));
  return numbers.reduce((total: number, number) => sum(total, countable(number)), 0);
};

/** The first of items that are equal, or whose property is equal. */
const uniq: Filter = (value, [property], call) => {
  const read = property === undefined ? (item: unknown) => item : itemReader(property);
  const seen = new Set<string>();
  return toList(value).filter((item) => {
    const key = keyOf(read(item), call);
    return !seen.has(key) && seen.add(key);
  });
};

/** Groups items by a property, in the order of their first item. */
const groupBy: Filter = (value, [property], call) => {
  const read = itemReader(property);
  const groups = new Map<string, { name: unknown; items: unknown[] }>();
  for (const item of toList(value)) {
    const name = read(item);
    const key = keyOf(name, call);
    const group = groups.get(key) ?? { name, items: [] };
    group.items.push(item);
    groups.set(key, group);
  }
  return [...groups.values()];
};

function keyOf(value: unknown, call: FilterCall): string {
  const key = jsonText(value);
  call.useOutput(key.length);
  return key;
}

/** Filters that query the items of a list, by name. */
export const QUERY_FILTERS: FilterFamily = {
  where: entry(where, "Liquid", 1, 2),
  reject: entry(reject, "Liquid", 1, 2),
  find: entry(find, "Liquid", 1, 2),
  find_index: entry(findIndex, "Liquid", 1, 2),
  has: entry(has, "Liquid", 1, 2),
  map: entry(map, "Klaviyo", 1),
  group_by: entry(groupBy, "Liquid", 1),
  sum: entry(addUp, "Liquid", 0, 1),
  sum_list: entry(addUp, "Klaviyo"),
  uniq: entry(uniq, "Klaviyo", 0, 1),
  list_where: conditionEntry,
  dictfilter: conditionEntry,
};
