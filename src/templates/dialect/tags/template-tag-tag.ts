// `templatetag`: the signs of the template language as text (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#templatetag).

import type { Description } from "../parsing/part.ts";
import { TextPart } from "../parsing/text-part.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { DialectTag, type TagSource } from "./dialect-tag.ts";

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

/** `{% templatetag openvariable %}` */
export class TemplateTagTag extends DialectTag {
  readonly #part: TextPart;

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const sign = this.parser.read(token, (words) => {
      const { token: word } = words;
      const text = word.kind === "name" ? SIGNS.get(word.text) : undefined;
      if (text === undefined) throw words.problem(`One of ${[...SIGNS.keys()].join(", ")} was expected here`);
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
