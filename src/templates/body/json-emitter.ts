// Whether a place in a JSON document is inside a string. Tracked over the text as it is rendered, so it is right
// through conditions and loops, whatever they leave out or repeat.

import { type Emitter, jsonText, plainText, type WrittenOutput, type WrittenText } from "../dialect/dialect.ts";
import { MAX_BODY_BYTES } from "../limits.ts";
import { MessageFailure } from "../message-failure.ts";
import { TOO_LONG } from "./body-output.ts";
import { isJson } from "./json-syntax.ts";

/** Between values, inside a string, or inside one after a backslash. */
const OUTSIDE = 0;
const IN_STRING = 1;
const AFTER_BACKSLASH = 2;

/** A place, as far as it decides how a value is written. */
type JsonPlace = typeof OUTSIDE | typeof IN_STRING | typeof AFTER_BACKSLASH;

/** The place at the end of a text that began at `place`. */
function jsonPlaceAfter(place: JsonPlace, text: string): JsonPlace {
  let current = place;
  for (const char of text) current = placeAfter(current, char);
  return current;
}

function placeAfter(place: JsonPlace, char: string): JsonPlace {
  if (place === OUTSIDE) return char === '"' ? IN_STRING : OUTSIDE;
  if (place === AFTER_BACKSLASH) return IN_STRING;
  if (char === "\\") return AFTER_BACKSLASH;
  return char === '"' ? OUTSIDE : IN_STRING;
}

// Writes a string body so that whatever the values are, the text stays the JSON that its author drew: values inside
// quotes are escaped, values outside become JSON values.

/** Where a piece of the rendered text came from. */
export interface Piece {
  /** Where the piece begins in the rendered text. */
  readonly at: number;
  readonly part: WrittenText | WrittenOutput | undefined;
}

/** The emitter of string bodies. */
export class JsonEmitter implements Emitter {
  buffer = "";
  /** What was written where; kept only when asked for, to show the place of a mistake. */
  readonly pieces: Piece[] | undefined;
  #place: JsonPlace;
  /** Where the last value outside of quotes ended. */
  #valueEnd = -1;

  constructor({ keepPieces, place = OUTSIDE }: { keepPieces: boolean; place?: JsonPlace }) {
    this.pieces = keepPieces ? [] : undefined;
    this.#place = place;
  }

  text(part: WrittenText): void {
    this.#append(part.text, part);
    this.#place = placeAfterText(part, this.#place);
  }

  output(value: unknown, part: WrittenOutput, bounded: boolean): void {
    if (this.#place !== OUTSIDE) {
      this.#append(this.#inString(value, bounded), part);
      return;
    }
    // Two numbers side by side would be one number.
    if (this.#valueEnd === this.buffer.length) throw new MessageFailure("template-json", SIDE_BY_SIDE, part.begin);
    this.#append(isWrittenAsJson(value, part) ? plainText(value) : jsonText(value, bounded), part);
    this.#valueEnd = this.buffer.length;
  }

  /** Inside quotes it is the text that is changed, not how JSON writes it: a line break, not a backslash and an n. */
  changed(write: (inner: Emitter) => void, change: (text: string) => string): void {
    const inner = new JsonEmitter({ keepPieces: false, place: this.#place });
    write(inner);
    const text = this.#place === IN_STRING ? changedInString(inner.buffer, change) : change(inner.buffer);
    this.#append(text, undefined);
    this.#place = jsonPlaceAfter(this.#place, text);
  }

  #inString(value: unknown, bounded: boolean): string {
    if (this.#place === AFTER_BACKSLASH) {
      const message = "A value can't follow a backslash, which would take its first character for its own.";
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
  "The rendered body is not JSON: a comma or the closing bracket was expected here, but another value found.";

/** What `json` gives, and what the template itself spells: `{{ x|floatformat:2 }}`, `{{ x|default:'null' }}`. */
function isWrittenAsJson(value: unknown, { encoding, spells }: WrittenOutput): boolean {
  return encoding === "json" || (typeof value === "string" && spells?.(value) === true && isJson(value));
}

function changedInString(json: string, change: (text: string) => string): string {
  const text = textOf(json);
  return text === undefined ? change(json) : JSON.stringify(change(text)).slice(1, -1);
}

/** The text that stands in quotes as this; undefined where it is more than that. */
function textOf(json: string): string | undefined {
  try {
    return JSON.parse(`"${json}"`);
  } catch {
    return undefined;
  }
}

/** The place after each text of a template, by the place before it: worked out once. */
const placesAfter = new WeakMap<WrittenText, (JsonPlace | undefined)[]>();

function placeAfterText(part: WrittenText, before: JsonPlace): JsonPlace {
  let places = placesAfter.get(part);
  if (places === undefined) {
    places = [];
    placesAfter.set(part, places);
  }
  places[before] ??= jsonPlaceAfter(before, part.text);
  return places[before];
}
