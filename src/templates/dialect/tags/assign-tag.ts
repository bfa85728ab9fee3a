// `assign`: Liquid's way to give a name to a value, for the rest of the template.

import type { Expression } from "../expressions/ast.ts";
import { compileNamed, type Give } from "../parsing/needed-variables.ts";
import type { Description } from "../parsing/part.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { DialectTag, type GivenName, type TagSource, UNREAD } from "./dialect-tag.ts";
import { readName } from "./given-name.ts";

/** `{% assign name = value %}` */
export class AssignTag extends DialectTag {
  readonly #name: GivenName;
  readonly #value: Expression;
  readonly #give: Give;

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const read = this.parser.read(token, (words) => {
      const name = readName(words);
      words.expect("=");
      return { name, value: words.expression() };
    });
    this.#name = read?.name ?? { name: "", offset: token.begin };
    this.#value = read?.value ?? UNREAD;
    this.#give = compileNamed(this.#value, this.parser.filters);
  }

  write(context: RenderContext): void {
    context.assign(this.#name.name, this.#give(context));
  }

  describe(): Description {
    const name = { ...this.#name, value: { of: this.#value, each: false } };
    return { reads: [this.#value], writes: "nothing", names: [name] };
  }
}
