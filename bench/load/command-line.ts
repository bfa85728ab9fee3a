// The generator's options. Any system that takes events over HTTP can be measured with them: URL, headers and body are
// all the caller's.

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readCount } from "../read-count.ts";
import type { LoadPlan } from "./generate.ts";

/** How the generator is called. */
export const USAGE = `node bench/generate.ts --url URL [--header 'Name: value' ...] [--body-template FILE]
    (--events N | --seconds S | --rate PER_SECOND --seconds S)
    [--connections 32] [--receiver URL] [--quiet SECONDS]

The body template may hold %marker% (needed), %number% (nine digits), %sent_at% (ms since 1970) and %run%.
Prints the result as JSON.`;

/** The plan that the arguments ask for. Throws with the reason when they do not make one. */
export function readPlan(args: readonly string[], run: string): LoadPlan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      url: { type: "string" },
      header: { type: "string", multiple: true, default: [] },
      "body-template": { type: "string" },
      events: { type: "string" },
      seconds: { type: "string" },
      rate: { type: "string" },
      connections: { type: "string", default: "32" },
      receiver: { type: "string" },
      quiet: { type: "string", default: "15" },
    },
  });
  if (values.url === undefined) throw new Error("--url is missing");
  const template = values["body-template"] ?? new URL("../order.json", import.meta.url);
  return {
    target: {
      url: new URL(values.url),
      headers: new Map(values.header.map(readHeader)),
      bodyTemplate: readFileSync(template, "utf8"),
    },
    connections: Math.max(1, readCount("connections", values.connections)),
    pace: readPace(values),
    run,
    quietMs: readCount("quiet", values.quiet) * 1000,
    ...(values.receiver === undefined ? {} : { receiver: values.receiver }),
  };
}

function readPace(values: { events?: string; seconds?: string; rate?: string }): LoadPlan["pace"] {
  const { events, seconds, rate } = values;
  if (events !== undefined && seconds === undefined && rate === undefined)
    return { events: readCount("events", events) };
  if (events !== undefined || seconds === undefined)
    throw new Error("give --events, or --seconds with or without --rate");
  const milliseconds = readCount("seconds", seconds) * 1000;
  return rate === undefined ? { milliseconds } : { rate: readCount("rate", rate), milliseconds };
}

function readHeader(text: string): [string, string] {
  const colon = text.indexOf(":");
  if (colon < 1) throw new Error(`--header must be 'Name: value', not "${text}"`);
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}
