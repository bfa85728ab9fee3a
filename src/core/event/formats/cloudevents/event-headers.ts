// A CloudEvent whose attributes are HTTP headers and whose data is the body (binary mode):
// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#31-binary-content-mode

import type { JsonObject, JsonValue } from "../../../json.ts";
import type { EventHeaders, EventProblem } from "../event-format.ts";

/** The beginning of the names of headers that hold attributes. */
export const ATTRIBUTE_PREFIX = "ce-";

/** The header that a request in binary mode must have, because every other content type has it in the body. */
export const VERSION_HEADER = `${ATTRIBUTE_PREFIX}specversion`;

/** Members of a CloudEvent that no header may set: the body is the data, and its Content-Type says that it is JSON. */
const NOT_IN_HEADERS = ["data", "data_base64", "datacontenttype"];

/** The CloudEvent of a body and its headers, or problems of the headers. */
export type EventOfHeaders =
  | { readonly ok: true; readonly event: JsonObject }
  | { readonly ok: false; readonly problems: readonly EventProblem[] };

/** Joins the attributes in the headers, by names in lower case, with the data. */
export function eventOfHeaders(headers: EventHeaders, data: JsonValue): EventOfHeaders {
  const attributes = Object.entries(headers)
    .filter(([header]) => header.startsWith(ATTRIBUTE_PREFIX))
    .map(([header, value]) => [header.slice(ATTRIBUTE_PREFIX.length), decodeHeader(value)] as const);
  const problems = attributes.flatMap(([name, value]) => {
    const message = headerProblem(name, value);
    return message === undefined ? [] : [atHeader({ rule: "event-invalid", pointer: "", message }, name)];
  });
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, event: { ...Object.fromEntries(attributes as [string, string][]), data } };
}

function headerProblem(name: string, value: string | undefined): string | undefined {
  if (NOT_IN_HEADERS.includes(name)) return "Remove it: in this mode, the body is the data and must be JSON.";
  return value === undefined ? "Its percent-encoding is not UTF-8." : undefined;
}

/** A problem of an event in binary mode: a pointer leads into the body, which is the data; a message names a header. */
export function problemOfHeader(problem: EventProblem): EventProblem {
  const inData = pointerInData(problem.pointer);
  if (inData !== undefined) return { ...problem, pointer: inData };
  const [, name = ""] = problem.pointer.split("/", 2);
  return atHeader(problem, name);
}

function atHeader(problem: EventProblem, name: string): EventProblem {
  return { ...problem, pointer: "", message: `Header ${ATTRIBUTE_PREFIX}${name}: ${problem.message}` };
}

/** Where the body holds a part of the event; undefined if a header holds it. */
export function pointerInData(pointer: string): string | undefined {
  if (pointer === "") return "";
  return pointer === "/data" || pointer.startsWith("/data/") ? pointer.slice("/data".length) : undefined;
}

/** A quoted string of RFC 7230, section 3.2.6, which earlier versions of the binding allowed. */
const QUOTED = /^"((?:[^"\\]|\\.)*)"$/s;

/** A percent sign that begins no encoded byte. Some clients, such as CloudEvents' own for Node.js, encode nothing. */
const LONE_PERCENT = /%(?![0-9A-Fa-f]{2})/g;

/** The value of a header: unquoted and percent-decoded once; undefined if the encoded bytes are not UTF-8. */
export function decodeHeader(value: string): string | undefined {
  const [, quoted] = QUOTED.exec(value) ?? [];
  const unquoted = quoted === undefined ? value : quoted.replace(/\\(.)/gs, "$1");
  try {
    return decodeURIComponent(unquoted.replace(LONE_PERCENT, "%25"));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
