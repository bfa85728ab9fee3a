// Characters of a text are code points, as in Python: an emoji beyond U+FFFF is one character.

const SURROGATE = /[\ud800-\udfff]/;

/** The number of characters. */
export function characterCount(text: string): number {
  if (!SURROGATE.test(text)) return text.length;
  let count = 0;
  for (const _character of text) count++;
  return count;
}

/** The characters of a text. Without surrogate pairs the code units are the characters, so no iteration is needed. */
export function characters(text: string): readonly string[] {
  return SURROGATE.test(text) ? [...text] : text.split("");
}

/** The first `count` characters; all of them if there are fewer. */
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

/** The last character; undefined if the text is empty. */
export function lastCharacter(text: string): string | undefined {
  return characters(text.slice(-2)).at(-1);
}
