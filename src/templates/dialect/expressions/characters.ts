// Which characters make up names, numbers and space. By code unit, as the scanner goes through the source.

const SPACE = codes(" \t\n\r\f\v\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff");
const FIRST_NOT_ASCII = 0x80;
/** En quad to hair space. */
const SPACES_OF_TYPE = { first: 0x2000, last: 0x200a };
const TYPOGRAPHIC_QUOTES = codes("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb");
const NAME_MARKS = codes("_$");
const DASH = "-".charCodeAt(0);

function codes(characters: string): ReadonlySet<number> {
  return new Set([...characters].map((character) => character.charCodeAt(0)));
}

/** Whether a unit is white space of any kind. */
export function isSpace(unit: number): boolean {
  return SPACE.has(unit) || (unit >= SPACES_OF_TYPE.first && unit <= SPACES_OF_TYPE.last);
}

/** Whether a unit is one of 0 to 9. */
export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Whether a unit is a quotation mark that word processors make of ' and ". */
export function isTypographicQuote(unit: number): boolean {
  return TYPOGRAPHIC_QUOTES.has(unit);
}

/** Whether a name may begin with a unit: a letter of any script, _ or $. */
export function beginsName(unit: number): boolean {
  if (unit >= FIRST_NOT_ASCII) return !isSpace(unit) && !isTypographicQuote(unit);
  const letter = unit | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || NAME_MARKS.has(unit);
}

/** Whether a name may go on with a unit: also a digit or a dash. */
export function continuesName(unit: number): boolean {
  return beginsName(unit) || isDigit(unit) || unit === DASH;
}
