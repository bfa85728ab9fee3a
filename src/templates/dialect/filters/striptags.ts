// `striptags`: Django's: https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#striptags. What is between tags stays,
// also in scripts, and so do entities. Each pass reads the text once from left to right; passes go on until no tag is left,
// since taking tags away can leave new ones: "<<b>i>".

import { RenderFailure } from "../rendering/render-failure.ts";
import type { TextChange } from "./text-filter.ts";

/** Passes after which Django gives up as well. */
const MAX_PASSES = 50;

/** A text without its tags. */
export const striptags: TextChange = (text, _args, call) => {
  let current = text;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    if (!current.includes("<") || !current.includes(">")) return current;
    call.useOutput(current.length);
    const stripped = withoutTags(current);
    if (stripped.length === current.length) return current;
    current = stripped;
  }
  throw new RenderFailure("template-limit-depth", `Tags are nested in tags more than ${MAX_PASSES} deep.`);
};

function withoutTags(text: string): string {
  const lastComment = text.lastIndexOf("-->");
  let [kept, from] = ["", 0];
  for (let open = text.indexOf("<"); open >= 0; open = text.indexOf("<", Math.max(from, open + 1))) {
    const end = endOfTag(text, open, lastComment);
    if (end === undefined) continue;
    if (end > text.length) break;
    kept += text.slice(from, open);
    from = end;
  }
  return kept + text.slice(from);
}

/** Where the tag, comment or declaration that begins here is over; undefined where none does. */
function endOfTag(text: string, open: number, lastComment: number): number | undefined {
  const next = text.charAt(open + 1);
  if (text.startsWith("<!--", open)) {
    const from = open + "<!--".length;
    return from <= lastComment ? after(text, "-->", from) : undefined;
  }
  // What begins like the end of an element and is none, a browser takes for a comment.
  if (next === "!" || next === "?" || next === "/") return after(text, ">", open + 1);
  return /[a-z]/i.test(next) ? endOfStartTag(text, open + 1) : undefined;
}

/** A ">" inside quotes that follow a "=" is part of an attribute. */
function endOfStartTag(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === ">") return at + 1;
    if ((character === '"' || character === "'") && text.charAt(at - 1) === "=") {
      const close = text.indexOf(character, at + 1);
      if (close < 0) return after(text, ">", at + 1);
      at = close;
    }
  }
  return Number.POSITIVE_INFINITY;
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  return at < 0 ? Number.POSITIVE_INFINITY : at + end.length;
}
