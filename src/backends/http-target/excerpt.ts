// The beginning of an answer's body, as text that can be stored and shown to people in a terminal or a browser: without
// the secrets that the target may have repeated. No list of encodings is complete, so the body of an answer to a request that
// carried a secret is withheld, unless the secret's owner allows it to be shown.

import { isUtf8 } from "node:buffer";
import type { TextHider } from "#core/target/hidden-texts.ts";
import { EXCERPT_LIMIT } from "./limits.ts";

/** The beginning of a body. */
interface ReadBody {
  readonly bytes: Buffer;
  /** There was more. */
  readonly cut: boolean;
  /** The Content-Encoding header of the answer. */
  readonly encoding: string | undefined;
  /** The Content-Type header of the answer. */
  readonly type: string | undefined;
}

/** Nothing of the body is shown. */
export const WITHHELD = "withheld";

/** How secrets are kept out of a body: all of it is withheld, or the secrets in it are hidden. */
export type AnswerHider = typeof WITHHELD | (() => TextHider);

/** Our names for media types. The header's text is not shown, because it may repeat a secret. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["application/json", "JSON"],
  ["application/problem+json", "JSON"],
  ["application/xml", "XML"],
  ["text/xml", "XML"],
  ["text/html", "HTML"],
  ["text/plain", "plain text"],
]);

/** A body as text. A note in brackets replaces a body that is binary or compressed, and follows a body that was cut. */
export function excerpt(body: ReadBody, answerHider?: AnswerHider): string {
  if (body.bytes.length === 0) return "";
  if (answerHider === WITHHELD) return withheld(body);
  const hider = answerHider?.();
  // Compressed although the request forbids it. It is not unpacked: a few bytes can become gigabytes.
  if (body.encoding !== undefined && body.encoding.toLowerCase() !== "identity") {
    return `[a body in ${shown(body.encoding, false, hider).slice(0, 40)} encoding, not shown]`;
  }
  const bytes = body.cut ? wholeCharacters(body.bytes.subarray(0, EXCERPT_LIMIT)) : body.bytes;
  if (!isUtf8(bytes) || bytes.includes(0)) return `[a body that is not text, ${size(body)}, not shown]`;
  const text = shown(bytes.toString("utf8"), body.cut, hider);
  return body.cut ? `${text} [cut after ${EXCERPT_LIMIT} bytes]` : text;
}

function withheld(body: ReadBody): string {
  const type = TYPES.get((body.type ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "") ?? "a body";
  return `[${type}, ${size(body)}, withheld because the request carried a secret: see docs/secrets.md]`;
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
