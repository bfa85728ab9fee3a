// Block tags: Django's `spaceless`, `filter` and `autoescape`
// (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/), and Liquid's `liquid`.

import { LiquidError, type TagToken, Tokenizer } from "liquidjs";
import { engine } from "../engine.ts";
import type { Expression } from "../expressions/ast.ts";
import { compileNeeded, type Give } from "../parsing/needed-variables.ts";
import type { Description, Part } from "../parsing/parts.ts";
import type { TemplateToken } from "../parsing/template-reader.ts";
import type { Emitter } from "../rendering/emitter.ts";
import { noNames, type RenderContext } from "../rendering/render-context.ts";
import { writeParts } from "../rendering/write-template.ts";
import { plainText } from "../values/value-text.ts";
import { DialectTag, type TagSource, UNREAD } from "./dialect-tag.ts";

/** `{% spaceless %} <p> <b>a</b> </p> {% endspaceless %}` removes white space between HTML tags. */
export class SpacelessTag extends DialectTag {
  readonly #parts: readonly Part[];

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    this.parser.readNothing(token);
    this.#parts = this.parser.parseBlock(token, this.rest);
  }

  write(context: RenderContext, emitter: Emitter): void {
    emitter.changed((inner) => writeParts(this.#parts, context, inner), withoutSpaces);
  }

  describe(): Description {
    return { blocks: [{ parts: this.#parts }] };
  }
}

function withoutSpaces(html: string): string {
  return html.trim().replaceAll(/>\s+</g, "><");
}

/** The name of the variable that holds the block's text. A template can't write such a name. */
const BLOCK_TEXT = "{% filter %}";

/** `{% filter upper|cut:' ' %} ... {% endfilter %}` */
export class FilterTag extends DialectTag {
  readonly #filtered: Expression;
  readonly #give: Give;
  readonly #parts: readonly Part[];

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const { begin, end } = token;
    const filters = this.parser.read(token, (words) => words.filters()) ?? [];
    this.#filtered = { kind: "filtered", value: UNREAD, filters, begin, end };
    const value = { kind: "path", root: BLOCK_TEXT, steps: [], begin, end } as const;
    this.#give = compileNeeded({ ...this.#filtered, value }, this.parser.filters);
    this.#parts = this.parser.parseBlock(token, this.rest);
  }

  write(context: RenderContext, emitter: Emitter): void {
    emitter.changed(
      (inner) => writeParts(this.#parts, context, inner),
      (text) => {
        context.enter(Object.assign(noNames(), { [BLOCK_TEXT]: text }));
        const value = this.#give(context);
        context.leave();
        return plainText(value);
      },
    );
  }

  describe(): Description {
    return { reads: [this.#filtered], blocks: [{ parts: this.#parts }] };
  }
}

/** `{% autoescape off %} ... {% endautoescape %}` has no effect: the dialect never escapes for HTML automatically. */
export class AutoescapeTag extends DialectTag {
  readonly #parts: readonly Part[];

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    this.parser.read(token, (words) => {
      if (!words.skip("off") && !words.skip("on")) throw words.expected("on or off");
    });
    this.#parts = this.parser.parseBlock(token, this.rest);
  }

  write(context: RenderContext, emitter: Emitter): void {
    writeParts(this.#parts, context, emitter);
  }

  describe(): Description {
    return { writes: "block", blocks: [{ parts: this.#parts }] };
  }
}

/** `{% liquid ... %}` contains several tags without delimiters, one on each line. */
export class LiquidTag extends DialectTag {
  readonly #parts: readonly Part[];

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    this.#parts = this.parser.parseInside(token, this.#lines(token));
  }

  write(context: RenderContext, emitter: Emitter): void {
    writeParts(this.#parts, context, emitter);
  }

  describe(): Description {
    return { writes: "block", blocks: [{ parts: this.#parts }] };
  }

  #lines({ input, tokenizer, contentRange }: TagToken): TemplateToken[] {
    const lines = new Tokenizer(input, engine.options.operators, undefined, [tokenizer.p, contentRange[1]]);
    const tokens: TemplateToken[] = [];
    while (!lines.end()) {
      const { p: begin } = lines;
      try {
        const line = lines.readLiquidTagToken(engine.options);
        if (line) tokens.push(line);
      } catch (error) {
        if (!LiquidError.is(error)) throw error;
        this.parser.report("A line of {% liquid %} begins with the name of a tag.", begin);
      }
    }
    return tokens;
  }
}
