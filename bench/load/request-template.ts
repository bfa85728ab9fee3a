// The requests of a run differ only in the event's number and time, and those have a fixed width. So everything else,
// the Content-Length too, is made once, and a request is a few strings put together.

import { formatMarker, formatNumber, formatTime } from "../wire/marker.ts";

/** Where events are sent and what they look like. */
export interface Target {
  readonly url: URL;
  /** Headers in addition to Host, Content-Type (JSON unless given here) and Content-Length. */
  readonly headers: ReadonlyMap<string, string>;
  /** The body, with placeholders: %marker% (needed), %number%, %sent_at%, %run%. */
  readonly bodyTemplate: string;
}

/** Makes the whole HTTP request of one event. */
export type MakeRequest = (number: number, sentAt: number) => string;

const PLACEHOLDER = /%(marker|number|sent_at|run)%/;

/** The maker of a run's requests. Throws when the template has no %marker%: nothing could be traced. */
export function requestMaker(target: Target, run: string): MakeRequest {
  if (!target.bodyTemplate.includes("%marker%")) throw new Error("the body template has no %marker%");
  // Splitting by a pattern with a group keeps what the group matched: text and names take turns.
  const parts = withoutWhiteSpace(target.bodyTemplate).split(PLACEHOLDER);
  const body: MakeRequest = (number, sentAt) => {
    const values: Record<string, string> = {
      marker: formatMarker({ run, number, sentAt }),
      number: formatNumber(number),
      sent_at: formatTime(sentAt),
      run,
    };
    return parts.map((part, index) => (index % 2 === 0 ? part : values[part])).join("");
  };
  const head = requestHead(target, Buffer.byteLength(body(0, 0)));
  return (number, sentAt) => head + body(number, sentAt);
}

function requestHead(target: Target, contentLength: number): string {
  const headers = new Map([
    ["host", target.url.host],
    ["content-type", "application/json"],
    ...[...target.headers].map(([name, value]): [string, string] => [name.toLowerCase(), value]),
    ["content-length", String(contentLength)],
  ]);
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${target.url.pathname}${target.url.search} HTTP/1.1\r\n${lines.join("")}\r\n`;
}

/** A template that is JSON is sent compact, as programs send it. */
function withoutWhiteSpace(template: string): string {
  try {
    return JSON.stringify(JSON.parse(template));
  } catch {
    return template;
  }
}
