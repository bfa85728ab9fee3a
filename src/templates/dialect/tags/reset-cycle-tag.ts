// `resetcycle`: a `cycle` begins anew (https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#resetcycle).

import type { Description } from "../parsing/part.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { type Cycle, cyclesOf } from "./cycle.ts";
import { DialectTag, type TagSource } from "./dialect-tag.ts";
import { readName } from "./given-name.ts";

/** `{% resetcycle %}` for the last cycle before it, `{% resetcycle name %}` for one by its name. */
export class ResetCycleTag extends DialectTag {
  readonly #cycle: Cycle | undefined;

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const cycles = cyclesOf(this.parser);
    const name = this.parser.read(token, (words) => (words.atEnd ? undefined : readName(words, "The name of a cycle")));
    this.#cycle = name ? cycles.named.get(name.name) : cycles.last;
    if (this.#cycle === undefined) this.parser.report("There is no {% cycle %} before this.", token.begin);
  }

  write(context: RenderContext): void {
    context.memory.delete(this.#cycle?.turns);
  }

  describe(): Description {
    return { writes: "nothing" };
  }
}
