// The rules of I-JSON (RFC 7493), which are JSON without the texts that two programs can read differently: no object names a field
// twice, and no text holds a lone surrogate. JSON.parse accepts both: of two fields it keeps the last, so the other would be lost,
// and a lone surrogate has no encoding in UTF-8, so that two different texts would have one hash and one stored form.

import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";

/** An escape that may be half of a surrogate pair. Text that was UTF-8 can have a lone surrogate only as an escape. */
const SURROGATE_ESCAPE = /\\u[dD][89a-fA-F]/;

/** A place in a JSON text that breaks a rule of I-JSON, and the reason. */
export interface IJsonFlaw {
  readonly message: string;
  /** The keys and indexes that lead to the place, at most MAX_LEVELS. To be called before the next flaw is found. */
  readonly path: () => readonly PropertyKey[];
}

/**
 * Calls `found` for each flaw of a JSON text; `value` is the text, parsed. Almost every text is without flaws, which takes one
 * pass over its strings and one over its values. Only otherwise the places are read.
 */
export function findIJsonFlaws(text: string, value: JsonValue, found: (flaw: IJsonFlaw) => void): void {
  const isUnique = namesIn(text) === keysIn(value);
  if (!isUnique || (SURROGATE_ESCAPE.test(text) && !isWellFormed(value))) readPlaces(text, found);
}

/** The number of names of fields in a valid JSON text. A string is a name if a colon follows it. */
function namesIn(text: string): number {
  let names = 0;
  for (let start = text.indexOf('"'); start >= 0; ) {
    const next = afterSpace(text, endOfString(text, start) + 1);
    if (text.charCodeAt(next) === COLON) names += 1;
    start = text.indexOf('"', next);
  }
  return names;
}

/** The number of keys of all objects in a value. */
function keysIn(value: JsonValue): number {
  let count = 0;
  visit(value, (keys) => (count += keys.length));
  return count;
}

/** Whether no text and no key in a value holds a lone surrogate. */
function isWellFormed(value: JsonValue): boolean {
  let is = true;
  visit(value, (keys, values) => {
    is &&= keys.every((key) => key.isWellFormed());
    is &&= values.every((inner) => typeof inner !== "string" || inner.isWellFormed());
  });
  return is;
}

type Nested = JsonValue[] | JsonObject;

/** Visits each list and object in a value. It is not recursive, because a value can nest as deep as a body is long. */
function visit(value: JsonValue, each: (keys: readonly string[], values: readonly JsonValue[]) => void): void {
  const open: Nested[] = [[value]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const values = Array.isArray(next) ? next : Object.values(next);
    each(values === next ? [] : Object.keys(next), values);
    for (const inner of values) if (isNested(inner)) open.push(inner);
  }
}

function isNested(value: JsonValue): value is Nested {
  return Array.isArray(value) || isJsonObject(value);
}

const COLON = 0x3a;

/** The index of the quote that ends the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
}

/** The index of the first character at or after `index` that is not white space. */
function afterSpace(text: string, index: number): number {
  let next = index;
  while (text.charCodeAt(next) <= 0x20) next += 1;
  return next;
}

/** An object or list around the place that is read. */
interface Level {
  /** The names so far; undefined for a list. */
  readonly names: Set<string> | undefined;
  /** The name or the index of the value that is read. */
  key: PropertyKey;
}

/** Most levels of a pointer. Events may nest less deep, and a hostile body can nest as deep as it is long. */
const MAX_LEVELS = 64;

/** The characters that begin or end a value inside another. */
const MARKS = /["{}[\],]/g;

/** Reads a valid JSON text with the place of each string. Calls `found` for each problem, with the place. */
function readPlaces(text: string, found: (flaw: IJsonFlaw) => void): void {
  const levels: Level[] = [];
  const path = () => levels.slice(0, MAX_LEVELS).map(({ key }) => key);
  const marks = new RegExp(MARKS);
  for (let mark = marks.exec(text); mark !== null; mark = marks.exec(text)) {
    if (mark[0] !== '"') {
      move(levels, mark[0]);
      continue;
    }
    const end = endOfString(text, mark.index);
    marks.lastIndex = end + 1;
    const isName = text.charCodeAt(afterSpace(text, end + 1)) === COLON;
    const message = readString(text.slice(mark.index, end + 1), isName ? levels.at(-1) : undefined);
    if (message !== undefined) found({ message, path });
  }
}

function move(levels: Level[], mark: string): void {
  const level = levels.at(-1);
  if (mark === "{") levels.push({ names: new Set(), key: "" });
  else if (mark === "[") levels.push({ names: undefined, key: 0 });
  else if (mark !== ",") levels.pop();
  else if (typeof level?.key === "number") level.key += 1;
}

/** The problem of a string. With `object`, the string is the name of a field of it. */
function readString(source: string, object: Level | undefined): string | undefined {
  if (object === undefined && !SURROGATE_ESCAPE.test(source)) return undefined;
  const text = source.includes("\\") ? String(JSON.parse(source)) : source.slice(1, -1);
  if (object !== undefined) {
    object.key = text;
    if (object.names?.has(text)) return "The field occurs more than once in its object. Send it once.";
    object.names?.add(text);
  }
  if (text.isWellFormed()) return undefined;
  return "The text holds half of a surrogate pair. Cut texts between whole characters.";
}
