// The one instance of liquidjs. It reads tags (Tokenizer, TagToken) and provides Liquid's filters (Context,
// engine.filters). docs/decisions/liquidjs.md describes the division of work and its reasons.

import { Liquid } from "liquidjs";

export const engine = new Liquid();
