// Prose is a piece of English in a tracked file: a comment, a string with at least two words, or the text of a document.
// Its text has the length of the source it was cut from, so an index into it is an index into the source; markers, code and
// interpolations are blanked in place.

export interface Prose {
  readonly text: string;
  /** The index of the text in its file. */
  readonly offset: number;
  /** False for a string that continues another one, as in "one " + "sentence". */
  readonly startsSentence: boolean;
}

/** Takes the place of code inside prose. It is not a letter, and it is not a space either, so no pattern reaches across it. */
const CODE = "\u00a4";

export function blankCode(text: string): string {
  return CODE.repeat(text.length);
}

/** Removes a marker such as "//" or "*", and keeps the line breaks. */
export function blank(text: string): string {
  return text.replaceAll(/[^\n]/g, " ");
}

/** Blanks `inline code`. */
export function withoutCode(text: string): string {
  return text.replaceAll(/(`+)[^`]+?\1/g, blankCode);
}
