// `capture`: Liquid's way to give a name to what a part of the template renders to.

import { MAX_VALUE_LENGTH } from "../limits.ts";
import type { Description, Part } from "../parsing/part.ts";
import { TextEmitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { writeParts } from "../rendering/write-parts.ts";
import { DialectTag, type GivenName, newNames, type TagSource } from "./dialect-tag.ts";
import { readName } from "./given-name.ts";

/** `{% capture name %} ... {% endcapture %}`; the name may stand in quotes. */
export class CaptureTag extends DialectTag {
  readonly #name: GivenName;
  readonly #parts: readonly Part[];

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const name = this.parser.read(token, (words): GivenName => {
      const quoted = words.token;
      if (quoted.kind !== "text") return readName(words);
      words.advance();
      return { name: quoted.value, offset: quoted.begin };
    });
    this.#name = name ?? { name: "", offset: token.begin };
    this.#parts = this.parser.parseBlock(token, this.rest);
  }

  write(context: RenderContext): void {
    const emitter = new TextEmitter(MAX_VALUE_LENGTH, "What {% capture %} keeps");
    writeParts(this.#parts, context, emitter);
    context.useOutput(emitter.buffer.length);
    context.assign(this.#name.name, emitter.buffer);
  }

  describe(): Description {
    return { blocks: [{ parts: this.#parts }], writes: "nothing", names: newNames(this.#name) };
  }
}
