// Writes a string body so that whatever the values are, the text stays the JSON that its author drew: values inside
// quotes are escaped, values outside become JSON values.

import type { Emitter } from "liquidjs";
import { jsonText, plainText } from "../dialect/rendering/value-text.ts";
import { MAX_BODY_BYTES } from "../limits.ts";
import type { OutputPart } from "../parsing/output-part.ts";
import type { TextPart } from "../parsing/text-part.ts";
import { MessageFailure } from "../rendering/render-failure.ts";
import type { PartEmitter } from "../rendering/text-emitter.ts";
import { TOO_LONG } from "./body-output.ts";
import { AFTER_BACKSLASH, type JsonPlace, OUTSIDE } from "./json-place.ts";

/** Where a piece of the rendered text came from. */
export interface Piece {
  /** Where the piece begins in the rendered text. */
  readonly at: number;
  readonly part: TextPart | OutputPart | undefined;
}

/** The emitter of string bodies. */
export class JsonEmitter implements Emitter, PartEmitter {
  buffer = "";
  /** What was written where; kept only when asked for, to show the place of a mistake. */
  readonly pieces: Piece[] | undefined;
  #place: JsonPlace = OUTSIDE;

  constructor({ keepPieces }: { keepPieces: boolean }) {
    this.pieces = keepPieces ? [] : undefined;
  }

  text(part: TextPart): void {
    this.#append(part.text, part);
    this.#place = part.jsonPlaceAfter(this.#place);
  }

  output(value: unknown, part: OutputPart, bounded: boolean): void {
    if (this.#place === OUTSIDE && part.encoding === "json") this.#append(plainText(value), part);
    else this.#append(this.#encode(value, bounded), part);
  }

  /** Values that liquidjs's tags write. */
  write(value: unknown): void {
    this.#append(this.#encode(value, false), undefined);
  }

  #encode(value: unknown, bounded: boolean): string {
    if (this.#place === OUTSIDE) return jsonText(value, bounded);
    if (this.#place === AFTER_BACKSLASH) {
      const message = "A value can't follow a backslash, which would take its first character for its own.";
      throw new MessageFailure("template-json", message);
    }
    return JSON.stringify(plainText(value, bounded)).slice(1, -1);
  }

  #append(text: string, part: TextPart | OutputPart | undefined): void {
    this.pieces?.push({ at: this.buffer.length, part });
    this.buffer += text;
    if (this.buffer.length > MAX_BODY_BYTES) throw new MessageFailure("template-limit", TOO_LONG);
  }
}
