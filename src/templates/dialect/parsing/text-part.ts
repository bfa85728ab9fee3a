// The text of a template between its outputs and tags.

import type { Emitter } from "../rendering/emitter.ts";
import type { RenderContext } from "../rendering/render-context.ts";
import type { Description, Part } from "./part.ts";

/** Text that stands in the template. */
export class TextPart implements Part {
  readonly begin: number;
  readonly end: number;
  readonly text: string;
  /** Where in the source the text begins; whitespace control may have cut some of it. */
  readonly offset: number;

  constructor({ begin, end }: { readonly begin: number; readonly end: number }, text: string, offset: number) {
    this.begin = begin;
    this.end = end;
    this.text = text;
    this.offset = offset;
  }

  write(_context: RenderContext, emitter: Emitter): void {
    emitter.text(this);
  }

  /** In a template without tags. */
  writePlain(_context: RenderContext, emitter: Emitter): void {
    emitter.text(this);
  }

  describe(): Description {
    return {};
  }
}
