// Builds an UpdateExpression. Every name gets a placeholder, because many plain words (status, owner, ttl) are reserved
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html).

import type { Item } from "./attribute-values.ts";

/** A conditional update of an item. */
export interface ItemUpdate {
  readonly set: Item;
  /** Attributes to remove; they may be missing. */
  readonly remove?: readonly string[];
  /** The condition, with `#name` for the attribute `name` and `:name` for values of `compare`. */
  readonly condition: string;
  /** Values that only the condition uses, by their names in it. */
  readonly compare?: Item;
  /** Attributes that only the condition uses. */
  readonly compared: readonly string[];
}

/** Returns the expressions and placeholders of an UpdateItem call. */
export function updateExpression(update: ItemUpdate) {
  const { set, remove = [], condition, compare = {}, compared } = update;
  const names = [...Object.keys(set), ...remove, ...compared];
  const assignments = Object.keys(set).map((name) => `#${name} = :${name}`);
  const removal = remove.length === 0 ? "" : ` REMOVE ${remove.map((name) => `#${name}`).join(", ")}`;
  return {
    UpdateExpression: `SET ${assignments.join(", ")}${removal}`,
    ConditionExpression: condition,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries({ ...set, ...compare }).map(([name, value]) => [`:${name}`, value]),
    ),
  };
}
