// A request in a file: as HTTP/1.1 writes it, with a request line, headers, a blank line and the body; or the body alone.

import { readFileSync } from "node:fs";
import type { RequestHeaders } from "#core/sources/signed-request.ts";
import { CommandFailed, UsageError } from "../command-line/exit.ts";

/** A request to a source. */
export interface FileRequest {
  readonly headers: RequestHeaders;
  readonly body: Buffer;
}

const REQUEST_LINE = /^[A-Z]+ \S+(?: HTTP\/\d(?:\.\d)?)?$/;

/** The end of the headers. */
const BLANK_LINE = /\r?\n\r?\n/;

/** Reads a request; - reads standard input. @param added values of --header, which replace those of the file */
export function readRequestFile(path: string, added: readonly string[]): FileRequest {
  const bytes = readBytes(path);
  const more = Object.fromEntries(added.map((text) => readHeader(text, "--header")));
  const head = bytes.toString("latin1");
  if (!REQUEST_LINE.test(head.split(/\r?\n/, 1)[0] ?? "")) {
    return { headers: { "content-type": "application/json", ...more }, body: bytes };
  }
  const end = BLANK_LINE.exec(head);
  const [, ...lines] = bytes
    .subarray(0, end?.index ?? bytes.length)
    .toString("utf8")
    .split(/\r?\n/);
  const headers = Object.fromEntries(lines.filter((line) => line !== "").map((line) => readHeader(line, path)));
  const body = end === null ? Buffer.alloc(0) : bytes.subarray(end.index + end[0].length);
  return { headers: { ...headers, ...more }, body: wholeBody(body, headers["content-length"]) };
}

/** The body with its length; without a length, all but the line break with which an editor ends a file. */
function wholeBody(body: Buffer, length: string | undefined): Buffer {
  if (length !== undefined && /^\d+$/.test(length)) return body.subarray(0, Number(length));
  const end = /\r?\n$/.exec(body.subarray(-2).toString("latin1"))?.[0].length ?? 0;
  return body.subarray(0, body.length - end);
}

function readHeader(text: string, where: string): [name: string, value: string] {
  const { name, value } = /^(?<name>[^\s:]+):\s*(?<value>.*?)\s*$/.exec(text)?.groups ?? {};
  if (name !== undefined && value !== undefined) return [name.toLowerCase(), value];
  throw new UsageError(`${where}: "${text}" is not a header. Write it as NAME: VALUE.`);
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path === "-" ? 0 : path);
  } catch (error) {
    throw new CommandFailed(`${path} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
