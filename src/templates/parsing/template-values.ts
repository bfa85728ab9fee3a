// The forms in which liquidjs's templates hold their values, read as one.

import {
  type Arguments,
  type FilteredValueToken,
  type Template,
  type Token,
  TypeGuards,
  toValueSync,
  Value,
} from "liquidjs";

/** What a template evaluates: an expression with filters, or a value alone. */
export type TemplateValue = Arguments extends Iterable<infer Item> ? Item : never;

/** A filter that is called. */
export interface FilterCall {
  readonly name: string;
  readonly args: FilteredValueToken["filters"][number]["args"];
  readonly token: Token;
}

/** The operands and operators of a value, in the order of evaluation, and its filters. */
export interface ValueParts {
  readonly postfix: readonly Token[];
  readonly filters: readonly FilterCall[];
}

/** Takes a value apart. */
export function valueParts(value: TemplateValue): ValueParts {
  if (value instanceof Value) {
    const filters = value.filters.map((filter) => {
      // The token is declared private, which only its own brackets get around; nothing but its place is read.
      return { name: filter.name, args: filter.args, token: filter["token"] };
    });
    return { postfix: value.initial.postfix, filters };
  }
  if (!TypeGuards.isFilteredValueToken(value)) return { postfix: [value], filters: [] };
  const filters = value.filters.map((filter) => ({ name: filter.name, args: filter.args, token: filter }));
  return { postfix: value.initial.postfix, filters };
}

/** The fixed names that a value looks up one after the other, before any other filter: `event|lookup:'a'|lookup:'b'`. */
export function leadingLookups({ filters }: ValueParts): string[] {
  const names: string[] = [];
  for (const {
    name,
    args: [argument],
  } of filters) {
    if (name !== "lookup" || !TypeGuards.isQuotedToken(argument)) break;
    names.push(argument.content);
  }
  return names;
}

/** The templates inside a block. */
export function childTemplates(template: Template): Template[] {
  return template.children ? toValueSync(template.children(false, true)) : [];
}
