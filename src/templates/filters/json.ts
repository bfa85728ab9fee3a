// `json`: a value as JSON text. liquidjs's own takes any indent, also one that an event brings along, and with it text
// that is not JSON; it is also what tells a string body that an output needs no quotes (see OutputPart).

import { toValue } from "liquidjs";
import { jsonText } from "../rendering/value-text.ts";
import type { FilterThis } from "./filter-handler.ts";

/** A value as JSON, on one line. */
export function json(this: FilterThis, value: unknown): string {
  const text = jsonText(toValue(value));
  this.context.memoryLimit.use(text.length);
  return text;
}
