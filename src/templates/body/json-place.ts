// Whether a place in a JSON document is inside a string. Tracked over the text as it is rendered, so it is right
// through conditions and loops, whatever they leave out or repeat.

/** Between values, inside a string, or inside one after a backslash. */
export const OUTSIDE = 0;
export const IN_STRING = 1;
export const AFTER_BACKSLASH = 2;

/** A place, as far as it decides how a value is written. */
export type JsonPlace = typeof OUTSIDE | typeof IN_STRING | typeof AFTER_BACKSLASH;

/** The place at the end of a text that began at `place`. */
export function jsonPlaceAfter(place: JsonPlace, text: string): JsonPlace {
  let current = place;
  for (const char of text) {
    if (current === AFTER_BACKSLASH) current = IN_STRING;
    else if (char === '"') current = current === OUTSIDE ? IN_STRING : OUTSIDE;
    else if (char === "\\" && current === IN_STRING) current = AFTER_BACKSLASH;
  }
  return current;
}
