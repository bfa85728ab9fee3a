// Writes a string body. The text keeps the JSON structure that its author wrote: values inside quotes are escaped, values
// outside become JSON values. The emitter tracks quotes in the rendered text, so conditions and loops do not mislead it.

import { type Emitter, jsonText, plainText, type WrittenOutput, type WrittenText } from "../dialect/dialect.ts";
import { MAX_BODY_BYTES } from "../limits.ts";
import { MessageFailure } from "../message-failure.ts";
import { TOO_LONG } from "./body-output.ts";
import { isJson } from "./json-syntax.ts";

/** The state between values, inside a string, and inside a string after a backslash. */
const OUTSIDE = 0;
const IN_STRING = 1;
const AFTER_BACKSLASH = 2;

/** The state that decides how a value is written. */
type JsonState = typeof OUTSIDE | typeof IN_STRING | typeof AFTER_BACKSLASH;

/** The state after a text that begins in `state`. */
function jsonStateAfter(state: JsonState, text: string): JsonState {
  let current = state;
  for (const char of text) current = stateAfter(current, char);
  return current;
}

function stateAfter(state: JsonState, char: string): JsonState {
  if (state === OUTSIDE) return char === '"' ? IN_STRING : OUTSIDE;
  if (state === AFTER_BACKSLASH) return IN_STRING;
  if (char === "\\") return AFTER_BACKSLASH;
  return char === '"' ? OUTSIDE : IN_STRING;
}

/** A piece of the rendered text with its origin. */
export interface Piece {
  /** The offset in the rendered text. */
  readonly at: number;
  readonly part: WrittenText | WrittenOutput | undefined;
}

/** The emitter of string bodies. */
export class JsonEmitter implements Emitter {
  buffer = "";
  /** The pieces of the text, kept only if the position of a mistake is needed. */
  readonly pieces: Piece[] | undefined;
  #state: JsonState;
  /** The end of the last value outside of quotes. */
  #valueEnd = -1;

  constructor({ keepPieces, state = OUTSIDE }: { keepPieces: boolean; state?: JsonState }) {
    this.pieces = keepPieces ? [] : undefined;
    this.#state = state;
  }

  text(part: WrittenText): void {
    this.#append(part.text, part);
    this.#state = stateAfterText(part, this.#state);
  }

  output(value: unknown, part: WrittenOutput, bounded: boolean): void {
    if (this.#state !== OUTSIDE) {
      this.#append(this.#inString(value, bounded), part);
      return;
    }
    // Two adjacent numbers would form one number.
    if (this.#valueEnd === this.buffer.length) throw new MessageFailure("template-json", SIDE_BY_SIDE, part.begin);
    this.#append(isWrittenAsJson(value, part) ? plainText(value) : jsonText(value, bounded), part);
    this.#valueEnd = this.buffer.length;
  }

  /**
   * Inside quotes the change applies to the text itself, not to its JSON escapes: to a line break, not to a backslash
   * and an n.
   */
  changed(write: (inner: Emitter) => void, change: (text: string) => string): void {
    const inner = new JsonEmitter({ keepPieces: false, state: this.#state });
    write(inner);
    const text = this.#state === IN_STRING ? changedInString(inner.buffer, change) : change(inner.buffer);
    this.#append(text, undefined);
    this.#state = jsonStateAfter(this.#state, text);
  }

  #inString(value: unknown, bounded: boolean): string {
    if (this.#state === AFTER_BACKSLASH) {
      const message = "A value can't follow a backslash, which would escape its first character.";
      throw new MessageFailure("template-json", message);
    }
    return JSON.stringify(plainText(value, bounded)).slice(1, -1);
  }

  #append(text: string, part: Piece["part"]): void {
    this.pieces?.push({ at: this.buffer.length, part });
    this.buffer += text;
    if (this.buffer.length > MAX_BODY_BYTES) throw new MessageFailure("template-limit-size", TOO_LONG);
  }
}

const SIDE_BY_SIDE =
  "The rendered body is not JSON: expected a comma or the closing bracket here, but found another value.";

/** The output of `json`, and texts that the template spells: `{{ x|floatformat:2 }}`, `{{ x|default:'null' }}`. */
function isWrittenAsJson(value: unknown, { encoding, spells }: WrittenOutput): boolean {
  return encoding === "json" || (typeof value === "string" && spells?.(value) === true && isJson(value));
}

function changedInString(json: string, change: (text: string) => string): string {
  const text = textOf(json);
  return text === undefined ? change(json) : JSON.stringify(change(text)).slice(1, -1);
}

/** The text of a JSON string; undefined if the JSON has other quotes. */
function textOf(json: string): string | undefined {
  try {
    return JSON.parse(`"${json}"`);
  } catch {
    return undefined;
  }
}

/** The state after each text of a template, by the state before it. Computed once. */
const statesAfter = new WeakMap<WrittenText, (JsonState | undefined)[]>();

function stateAfterText(part: WrittenText, before: JsonState): JsonState {
  let states = statesAfter.get(part);
  if (states === undefined) {
    states = [];
    statesAfter.set(part, states);
  }
  states[before] ??= jsonStateAfter(before, part.text);
  return states[before];
}
