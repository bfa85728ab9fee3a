// The type of a filter's function, which liquidjs does not export by name.

import type { FilterImplOptions } from "liquidjs";

/** A filter: called with the value, then the arguments; `this.context` is the context of the rendering. */
export type FilterHandler = Extract<FilterImplOptions, (...values: never[]) => unknown>;

/** What a filter is called on. */
export type FilterThis = ThisParameterType<FilterHandler>;
