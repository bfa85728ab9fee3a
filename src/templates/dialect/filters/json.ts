// `json`: a value as JSON text. liquidjs's own takes any indent, also one that an event brings along, and with it text
// that is not JSON; it is also what tells a string body that an output needs no quotes.

import { jsonText } from "../rendering/value-text.ts";
import type { Filter } from "./filter.ts";

/** A value as JSON, on one line. */
export const json: Filter = (value, _args, call) => {
  const text = jsonText(value);
  call.useOutput(text.length);
  return text;
};
