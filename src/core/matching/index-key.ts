// The key of a condition in the index, which is looked up by the value of an event. Keys use the same readings of values
// (filters/readings.ts) as the filters.

/** A range of numbers, including both ends. */
export interface NumberRange {
  readonly low: number;
  readonly high: number;
}

/** The required value of each kind of key. */
export interface Asked {
  /** The whole text. */
  readonly text: string;
  readonly prefix: string;
  readonly suffix: string;
  /** A part of the text. */
  readonly part: string;
  /** The whole text of an item of the list. */
  readonly item: string;
  /** A part of the text of an item. */
  readonly "item-part": string;
  readonly number: number;
  readonly range: NumberRange;
  readonly boolean: boolean;
  /** Any value but null. */
  readonly present: true;
}

/** A key of one kind, or of any kind. */
export type ValueKey<Kind extends keyof Asked = keyof Asked> = {
  [Each in Kind]: { readonly kind: Each; readonly asked: Asked[Each] };
}[Kind];

/** The required value of a field. */
export type IndexKey = ValueKey & { readonly field: string };
