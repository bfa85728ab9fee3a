// `today`: the day of the step, in Klaviyo's words: `{% today '%Y-%m-%d' as today %} {{ today }}`. Without `as` it
// writes the date where it stands, as Django's tags do. The format's letters are strftime's.
// https://help.klaviyo.com/hc/en-us/articles/115005257788

import {
  type Context,
  type Emitter,
  type Liquid,
  Tag,
  type TagToken,
  type Tokenizer,
  type TopLevelToken,
} from "liquidjs";
import { strftime } from "../dialect/filters/strftime.ts";
import { wallClock } from "../dialect/filters/wall-clock.ts";
import { renderContext } from "../rendering/render-context.ts";

type IdentifierToken = ReturnType<Tokenizer["readIdentifier"]>;

const DEFAULT_FORMAT = "%Y-%m-%d";

/** `{% today %}`, `{% today '%d.%m.%Y' %}`, `{% today '%Y-%m-%d' as name %}` */
export class TodayTag extends Tag {
  readonly #format: string;
  readonly #name: IdentifierToken | undefined;

  constructor(token: TagToken, rest: TopLevelToken[], engine: Liquid) {
    super(token, rest, engine);
    this.#format = this.tokenizer.readQuoted()?.content ?? DEFAULT_FORMAT;
    this.tokenizer.skipBlank();
    if (this.tokenizer.end()) return;
    const as = this.tokenizer.readIdentifier();
    this.#name = this.tokenizer.readNonEmptyIdentifier();
    this.tokenizer.assert(as.content === "as" && this.#name, "expected a format and as with a name", as.begin);
  }

  render(context: Context, emitter: Emitter): void {
    const { time } = renderContext(context);
    const today = strftime(wallClock(time.now, time.timeZone ?? 0), this.#format);
    if (this.#name) context.bottom()[this.#name.content] = today;
    else emitter.write(today);
  }

  *localScope(): Iterable<IdentifierToken> {
    if (this.#name) yield this.#name;
  }
}
