// Text from outside can be as long as a whole request. An error that quotes it shows the two ends and leaves out the middle.

const ELLIPSIS = "…";

/** `text` in at most `most` characters. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most - ELLIPSIS.length) / 2);
  const tail = most - ELLIPSIS.length - head;
  return `${text.slice(0, head)}${ELLIPSIS}${text.slice(text.length - tail)}`;
}
