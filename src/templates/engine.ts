// The template engine: liquidjs with what is safe of it and our own tags and filters. What may be called is listed, so
// that nothing new comes in with a new version of liquidjs unseen.

import { type FilterImplOptions, Liquid, toValue } from "liquidjs";
import type { Filter } from "./dialect/filters/filter.ts";
import { FILTERS } from "./dialect/filters/registry.ts";
import { renderContext } from "./rendering/render-context.ts";
import { CaptureTag } from "./tags/capture-tag.ts";
import { ForTag } from "./tags/for-tag.ts";
import { RawTag } from "./tags/raw-tag.ts";
import { TodayTag } from "./tags/today-tag.ts";

/** liquidjs's own tags that stay. Files, HTML tables and counters do not: see parsing/refused-names.ts. */
const LIQUID_TAGS = ["assign", "break", "case", "comment", "continue", "cycle", "echo", "if", "liquid", "unless", "#"];

function makeEngine(): Liquid {
  // Unknown filters are found by TemplateCheck, which reports all of them with their places, so liquidjs need not stop
  // at the first.
  const engine = new Liquid({ ownPropertyOnly: true, strictFilters: false });
  for (const name of Object.keys(engine.tags)) if (!LIQUID_TAGS.includes(name)) delete engine.tags[name];
  for (const name of Object.keys(engine.filters)) engine.unregisterFilter(name);
  engine.registerTag("for", ForTag);
  engine.registerTag("capture", CaptureTag);
  engine.registerTag("raw", RawTag);
  engine.registerTag("today", TodayTag);
  for (const [name, { filter }] of FILTERS) engine.registerFilter(name, engineFilter(filter));
  return engine;
}

/** A filter in the form in which liquidjs calls it: arguments by name are pairs there, as their tokens are. */
function engineFilter(filter: Filter): FilterImplOptions {
  return function (value: unknown, ...given: unknown[]): unknown {
    const { time, memoryLimit } = renderContext(this.context);
    const args: unknown[] = [];
    const keywords: Record<string, unknown> = {};
    for (const [index, argument] of given.entries()) {
      if (Array.isArray(this.token.args[index]) && Array.isArray(argument))
        keywords[argument[0]] = toValue(argument[1]);
      else args.push(toValue(argument));
    }
    const timeZone = time.timeZone ?? "UTC";
    return filter(toValue(value), args, {
      keywords,
      now: time.now,
      timeZone,
      useOutput: (count) => memoryLimit.use(count),
    });
  };
}

/** The one engine: it keeps nothing between two renderings. */
export const engine: Liquid = makeEngine();

/** The names of all filters. */
export const FILTER_NAMES: readonly string[] = Object.keys(engine.filters);
