// Untrusted text can be as long as a whole request, so an error that quotes it leaves out the middle.

const ELLIPSIS = "…";

/** `text`, shortened to at most `most` characters. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most - ELLIPSIS.length) / 2);
  const tail = most - ELLIPSIS.length - head;
  return `${text.slice(0, head)}${ELLIPSIS}${text.slice(text.length - tail)}`;
}
