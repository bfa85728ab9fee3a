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
  for (const char of text) current = placeAfter(current, char);
  return current;
}

function placeAfter(place: JsonPlace, char: string): JsonPlace {
  if (place === OUTSIDE) return char === '"' ? IN_STRING : OUTSIDE;
  if (place === AFTER_BACKSLASH) return IN_STRING;
  if (char === "\\") return AFTER_BACKSLASH;
  return char === '"' ? OUTSIDE : IN_STRING;
}
