// The prose of a Markdown document: everything but code, HTML and the addresses of links.

import { blank, blankCode, type Prose, withoutCode } from "./prose.ts";

const FENCED_CODE = /^(\s*)(```+|~~~+)[^\n]*\n[\s\S]*?^\s*\2\s*$/gm;
const LINK_ADDRESS = /(?<=\])\([^)\s]*\)/g;
const ADDRESS = /https?:\/\/[^\s)>]+/g;
const HTML = /<!--[\s\S]*?-->|<\/?[a-z][^>]*>/g;

export function markdownProse(source: string): readonly Prose[] {
  const prose = source.replaceAll(FENCED_CODE, blank).replaceAll(HTML, blank);
  const text = withoutCode(prose).replaceAll(LINK_ADDRESS, blankCode).replaceAll(ADDRESS, blankCode);
  return [{ text, offset: 0, startsSentence: true }];
}
