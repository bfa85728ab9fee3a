// `liquid`: Liquid's way to write several tags without braces, one on each line.

import { LiquidError, type TagToken, Tokenizer } from "liquidjs";
import { engine } from "../engine.ts";
import type { Description, Part } from "../parsing/part.ts";
import type { TemplateToken } from "../parsing/tokens.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { writeParts } from "../rendering/write-parts.ts";
import { DialectTag, type TagSource } from "./dialect-tag.ts";

/** `{% liquid ... %}` */
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
