// The text of a template between its outputs and tags.

import type { Context, Emitter, Template, Token } from "liquidjs";
import { type JsonPlace, jsonPlaceAfter } from "../body/json-place.ts";
import { partEmitter } from "../rendering/text-emitter.ts";

/** Text that stands in the template. */
export class TextPart implements Template {
  readonly token: Token;
  readonly text: string;
  /** Where in the source the text begins; whitespace control may have cut some of the token. */
  readonly offset: number;
  readonly #placesAfter: (JsonPlace | undefined)[] = [];

  constructor(token: Token, text: string, offset: number) {
    this.token = token;
    this.text = text;
    this.offset = offset;
  }

  render(_context: Context, emitter: Emitter): void {
    partEmitter(emitter).text(this);
  }

  /** Where in a JSON document its end is, when its beginning is at `before`. Worked out once. */
  jsonPlaceAfter(before: JsonPlace): JsonPlace {
    this.#placesAfter[before] ??= jsonPlaceAfter(before, this.text);
    return this.#placesAfter[before];
  }
}
