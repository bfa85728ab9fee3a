// The one liquidjs engine. It reads tags (Tokenizer, TagToken) and brings Liquid's filters (Value, Context), as its options say.
// docs/decisions/liquidjs.md says what is left to it, and why.

import { Liquid } from "liquidjs";

/** liquidjs with its default options. */
export const engine = new Liquid();
