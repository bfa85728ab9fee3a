// Texts by their characters, which are code points as in Python: an emoji outside of Unicode's first 65,536 is one.

const SURROGATE = /[\ud800-\udfff]/;

/** How many characters a text has. */
export function characterCount(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _character of text) count++;
  return count;
}

/** The characters of a text. A text without pairs needs no walk: its units are its characters. */
export function characters(text: string): readonly string[] {
  return SURROGATE.test(text) ? [...text] : text.split("");
}

/** The first characters of a text; all of them where there are fewer. */
export function firstCharacters(text: string, count: number): string {
  if (text.length <= count) return text;
  if (!SURROGATE.test(text)) return text.slice(0, count);
  let end = 0;
  let left = count;
  for (const character of text) {
    if (left-- <= 0) break;
    end += character.length;
  }
  return text.slice(0, end);
}

/** The last character of a text; undefined where it is empty. */
export function lastCharacter(text: string): string | undefined {
  return characters(text.slice(-2)).at(-1);
}
