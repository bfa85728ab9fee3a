// `raw`: text that looks like a template and is none. It is text of the template, not a value, so a string body must
// not escape it; liquidjs's own does not say which of the two it writes.

import {
  type Context,
  type Emitter,
  type Liquid,
  RawTag as LiquidRawTag,
  type TagToken,
  type TopLevelToken,
} from "liquidjs";
import { TextPart } from "../parsing/text-part.ts";
import { partEmitter } from "../rendering/text-emitter.ts";

/** `{% raw %} ... {% endraw %}` */
export class RawTag extends LiquidRawTag {
  readonly #part: TextPart;

  constructor(token: TagToken, rest: TopLevelToken[], engine: Liquid) {
    super(token, rest, engine);
    this.#part = new TextPart(token, super.render(), token.end);
  }

  override render(_context?: Context, emitter?: Emitter): string {
    if (emitter) partEmitter(emitter).text(this.#part);
    return "";
  }
}
