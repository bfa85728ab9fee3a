// `break` and `continue`: Liquid's ways to leave a loop, or one pass of it.

import type { Description } from "../parsing/part.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { DialectTag, type TagSource } from "./dialect-tag.ts";

abstract class InterruptTag extends DialectTag {
  protected abstract readonly interrupt: "break" | "continue";

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    this.parser.readNothing(token);
    if (!this.parser.isInsideLoop) this.parser.report(`{% ${token.name} %} stands outside of a loop.`, token.begin);
  }

  write(context: RenderContext): void {
    context.interrupt = this.interrupt;
  }

  describe(): Description {
    return { writes: "nothing" };
  }
}

/** `{% break %}` */
export class BreakTag extends InterruptTag {
  protected readonly interrupt = "break";
}

/** `{% continue %}` */
export class ContinueTag extends InterruptTag {
  protected readonly interrupt = "continue";
}
