// The beginning of an answer's body, as text that can be stored and shown to people in a terminal or a browser: without
// the secrets that the target may have repeated.

import { isUtf8 } from "node:buffer";
import type { TextHider } from "#core/target/hidden-texts.ts";
import { EXCERPT_LIMIT } from "./limits.ts";

/** What was read of a body. */
export interface ReadBody {
  readonly bytes: Buffer;
  /** There was more. */
  readonly cut: boolean;
  /** The Content-Encoding header of the answer. */
  readonly encoding: string | undefined;
}

/** A body as text; a note in brackets stands for what is no text or is compressed, and follows what was cut. */
export function excerpt(body: ReadBody, hider?: TextHider): string {
  if (body.bytes.length === 0) return "";
  // Compressed though uncompressed was asked for. It is not unpacked: a few bytes can become gigabytes.
  if (body.encoding !== undefined && body.encoding.toLowerCase() !== "identity") {
    return `[a body in ${shown(body.encoding, false, hider).slice(0, 40)} encoding, not shown]`;
  }
  const bytes = body.cut ? wholeCharacters(body.bytes.subarray(0, EXCERPT_LIMIT)) : body.bytes;
  if (!isUtf8(bytes) || bytes.includes(0)) return `[a body that is not text, ${size(body)}, not shown]`;
  const text = shown(bytes.toString("utf8"), body.cut, hider);
  return body.cut ? `${text} [cut after ${EXCERPT_LIMIT} bytes]` : text;
}

function size({ bytes, cut }: ReadBody): string {
  return cut ? `over ${EXCERPT_LIMIT} bytes` : `${bytes.length} bytes`;
}

function shown(text: string, cut: boolean, hider: TextHider | undefined): string {
  return printable(hider === undefined ? text : hider.hide(text, cut));
}

/** Control characters could rewrite the terminal that shows them. */
function printable(text: string): string {
  return text.replace(/(?![\t\n\r])\p{Cc}/gu, "\u{fffd}");
}

/** Without the beginning of a UTF-8 character at the end: at most three bytes. */
function wholeCharacters(bytes: Buffer): Buffer {
  let start = bytes.length - 1;
  while (start > 0 && start > bytes.length - 4 && isContinuation(bytes[start])) start -= 1;
  const last = bytes.subarray(start);
  return isUtf8(last) ? bytes : bytes.subarray(0, start);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
