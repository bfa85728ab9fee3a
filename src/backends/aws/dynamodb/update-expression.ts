// An UpdateExpression from what is to be set and what is to go. Every name gets a placeholder, since many plain words
// (status, owner, ttl) are reserved
// (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html).

import type { Item } from "./attribute-values.ts";

/** What becomes of an item, and under which condition. */
export interface ItemUpdate {
  readonly set: Item;
  /** Attributes to remove; one that is not there is no fault. */
  readonly remove?: readonly string[];
  /** The condition, with `#name` for the attribute `name` and `:name` for values of `compare`. */
  readonly condition: string;
  /** Values that only the condition needs, by the names it gives them. */
  readonly compare?: Item;
  /** Attributes that only the condition names. */
  readonly compared: readonly string[];
}

/** The expressions and placeholders of an UpdateItem. */
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
