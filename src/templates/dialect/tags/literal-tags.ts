// Tags with literal content: `raw` and `verbatim` write their content unchanged, `comment` and `#` write nothing, and
// `templatetag` writes a delimiter.

import { type TagToken, TypeGuards } from "liquidjs";
import { notClosed } from "../parsing/dialect-parser.ts";
import { type Description, TextPart } from "../parsing/parts.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { DialectTag, type TagSource } from "./dialect-tag.ts";

abstract class LiteralTag extends DialectTag {
  /** The content of the block. */
  protected readonly content: string;

  constructor(...source: TagSource) {
    super(...source);
    this.content = this.#takeContent(source[0]);
  }

  describe(): Description {
    return {};
  }

  #takeContent(opening: TagToken): string {
    const content: string[] = [];
    for (let token = this.rest.shift(); token; token = this.rest.shift()) {
      if (TypeGuards.isTagToken(token) && token.name === `end${opening.name}`) {
        if (opening.name !== "verbatim") this.parser.readNothing(token);
        return content.join("");
      }
      content.push(token.getText());
    }
    const { message, offset } = notClosed(opening);
    this.parser.report(message, offset);
    return "";
  }
}

/** `{% raw %} ... {% endraw %}`, `{% verbatim name %} ... {% endverbatim name %}` */
export class VerbatimTag extends LiteralTag {
  readonly #part: TextPart;

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    this.#part = new TextPart(token, this.content, token.end);
    if (token.name === "raw") this.parser.readNothing(token);
  }

  write(_context: RenderContext, emitter: Emitter): void {
    emitter.text(this.#part);
  }
}

/** `{% comment 'why' %} ... {% endcomment %}` */
export class CommentTag extends LiteralTag {
  write(): void {}

  override describe(): Description {
    return { writes: "nothing" };
  }
}

/** `{% # a note %}` */
export class NoteTag extends DialectTag {
  write(): void {}

  describe(): Description {
    return { writes: "nothing" };
  }
}

const SIGNS: ReadonlyMap<string, string> = new Map([
  ["openblock", "{%"],
  ["closeblock", "%}"],
  ["openvariable", "{{"],
  ["closevariable", "}}"],
  ["openbrace", "{"],
  ["closebrace", "}"],
  ["opencomment", "{#"],
  ["closecomment", "#}"],
]);

/**
 * `{% templatetag openvariable %}` writes `{{`
 * (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#templatetag).
 */
export class TemplateTagTag extends DialectTag {
  readonly #part: TextPart;

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const sign = this.parser.read(token, (words) => {
      const { token: word } = words;
      const text = word.kind === "name" ? SIGNS.get(word.text) : undefined;
      if (text === undefined) throw words.expected(`one of ${[...SIGNS.keys()].join(", ")}`);
      words.advance();
      return text;
    });
    this.#part = new TextPart(token, sign ?? "", token.begin);
  }

  write(_context: RenderContext, emitter: Emitter): void {
    emitter.text(this.#part);
  }

  describe(): Description {
    return {};
  }
}
