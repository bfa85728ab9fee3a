// The time of the rendering. `today` is Klaviyo's: `{% today '%Y-%m-%d' as today %} {{ today }}`
// (https://help.klaviyo.com/hc/en-us/articles/115005257788); without `as` it writes the date where it stands, as `now` does,
// which is Django's. The format is that of the `date` filter. `current_day` and the like are Klaviyo's as well
// (https://developers.klaviyo.com/en/docs/django_message_design).

import type { Filter } from "../filters/filter.ts";
import type { Description } from "../parsing/part.ts";
import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import { DialectTag, type GivenName, newNames, type TagSource } from "./dialect-tag.ts";
import { readAs } from "./given-name.ts";

const DEFAULT_FORMAT = "%Y-%m-%d";

/** What the `date` filter takes for the time of the rendering. */
const NOW = "now";

/** `{% today %}`, `{% today '%d.%m.%Y' %}`, `{% now 'F j, Y' as name %}` */
export class ClockTag extends DialectTag {
  readonly #format: string;
  readonly #name: GivenName | undefined;
  readonly #date: Filter | undefined;

  constructor(...source: TagSource) {
    super(...source);
    const [token] = source;
    const date = this.parser.filters.get("date");
    this.#date = date?.filter;
    const read = this.parser.read(token, (words) => {
      const format = words.token.kind === "text" ? words.token : undefined;
      if (format) words.advance();
      const problem = format && date?.check?.([{ value: format.value }]);
      if (problem !== undefined) this.parser.report(problem, format?.begin ?? token.begin, "template-filter-argument");
      return { format: format?.value ?? DEFAULT_FORMAT, name: readAs(words) };
    });
    this.#format = read?.format ?? DEFAULT_FORMAT;
    this.#name = read?.name;
    this.spells = (text) => date?.spells?.(text, [{ value: this.#format }]) === true;
  }

  write(context: RenderContext, emitter: Emitter): void {
    const text = this.#date?.(NOW, [this.#format], context);
    if (this.#name) context.assign(this.#name.name, text);
    else emitter.output(text, this, false);
  }

  describe(): Description {
    return { writes: this.#name ? "nothing" : "value", names: newNames(this.#name) };
  }
}

/** Formats of strftime. */
const CURRENT: Readonly<Record<string, string>> = {
  current_day: "%-d",
  current_weekday: "%A",
  current_month: "%-m",
  current_month_name: "%B",
  current_year: "%Y",
};

/** The names of the tags for a part of the date. */
export const CURRENT_TAGS: readonly string[] = Object.keys(CURRENT);

/** `{% current_day %}`, `{% current_weekday %}`, `{% current_month %}`, `{% current_month_name %}`, `{% current_year %}` */
export class CurrentTag extends DialectTag {
  readonly #date: Filter | undefined;

  constructor(...source: TagSource) {
    super(...source);
    this.#date = this.parser.filters.get("date")?.filter;
    this.parser.readNothing(source[0]);
  }

  /** Numbers are numbers where they stand alone. */
  write(context: RenderContext, emitter: Emitter): void {
    const text = this.#date?.(NOW, [CURRENT[this.name]], context);
    const number = Number(text);
    emitter.output(Number.isNaN(number) ? text : number, this, false);
  }

  describe(): Description {
    return { writes: "value" };
  }
}
