// What a condition asks of an event, as a key that can be looked up by the event's value. Keys are about the same readings
// (filters/readings.ts) as the filters' own comparisons.

/** Numbers from one to another, both included. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
}

/** What can be asked of a value, by kind of key. */
export interface Asked {
  /** The text that the value is. */
  readonly text: string;
  readonly prefix: string;
  readonly suffix: string;
  /** A text somewhere in the value's. */
  readonly part: string;
  /** The text that an item of the list is. */
  readonly item: string;
  /** A text somewhere in an item's. */
  readonly "item-part": string;
  readonly number: number;
  readonly range: NumberRange;
  readonly boolean: boolean;
  /** Any value but null. */
  readonly present: true;
}

/** A key of one kind, or of any. */
export type ValueKey<Kind extends keyof Asked = keyof Asked> = {
  [Each in Kind]: { readonly kind: Each; readonly asked: Asked[Each] };
}[Kind];

/** What the value of a field must be like. */
export type IndexKey = ValueKey & { readonly field: string };
