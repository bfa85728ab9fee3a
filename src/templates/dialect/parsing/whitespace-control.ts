// `{{-`, `-}}`, `{%-` and `-%}`: the spaces next to them are no part of the text.

import { isSpace } from "../expressions/characters.ts";
import { type TemplateToken, TextToken } from "./tokens.ts";

/** Cuts spaces off texts where their neighbours ask for it. */
export function controlWhitespace(tokens: readonly TemplateToken[]): void {
  for (const [index, token] of tokens.entries()) {
    if (token instanceof TextToken) continue;
    if (token.trimLeft) cutEnd(tokens[index - 1]);
    if (token.trimRight) cutBegin(tokens[index + 1]);
  }
}

function cutEnd(token: TemplateToken | undefined): void {
  if (!isCuttable(token)) return;
  while (token.to > token.from && isSpace(token.input.charCodeAt(token.to - 1))) token.to--;
}

function cutBegin(token: TemplateToken | undefined): void {
  if (!isCuttable(token)) return;
  while (token.from < token.to && isSpace(token.input.charCodeAt(token.from))) token.from++;
}

function isCuttable(token: TemplateToken | undefined): token is TextToken {
  return token instanceof TextToken && !token.isLiteral;
}
