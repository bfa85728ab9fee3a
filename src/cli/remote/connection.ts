// Which Flowhook the command talks to, and the token that it shows there: on this machine both are found without being
// told, in the data directory of `flowhook serve`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandFailed, UsageError } from "../usage-error.ts";
import { tell } from "./print.ts";

/** The options of every command that talks to a running Flowhook. */
export const CONNECTION_OPTIONS = {
  url: { type: "string" },
  data: { type: "string", default: ".flowhook" },
  json: { type: "boolean", default: false },
} as const;

/** Their values. */
export interface ConnectionValues {
  readonly url?: string | undefined;
  readonly data: string;
}

/** A Flowhook to talk to. */
export interface Connection {
  /** Without a slash at its end. */
  readonly url: string;
  readonly token: string;
  /** Where the token comes from, for whoever has to mend it. */
  readonly tokenFrom: string;
}

/** Where `flowhook serve` listens unless it is told otherwise. */
const DEFAULT_URL = "http://127.0.0.1:8787";

/** The management API to talk to. Throws, with what to do about it, where there is no token. */
export function readConnection({ url, data }: ConnectionValues): Connection {
  const at = readUrl("--url or FLOWHOOK_URL", url ?? process.env["FLOWHOOK_URL"]);
  return { url: at, ...readToken("FLOWHOOK_ADMIN_TOKEN", join(data, "admin-token"), NO_ADMIN_TOKEN) };
}

/** Where events are sent to. `flowhook serve` keeps its ingest key only in the demo. */
export function readIngestConnection({ url, data }: ConnectionValues): Connection {
  const given = url ?? process.env["FLOWHOOK_INGEST_URL"] ?? process.env["FLOWHOOK_URL"];
  const at = readUrl("--url or FLOWHOOK_INGEST_URL", given);
  return { url: at, ...readToken("FLOWHOOK_API_KEY", join(data, "demo-ingest-key"), NO_INGEST_KEY) };
}

const NO_ADMIN_TOKEN =
  "Name the data directory of flowhook serve with --data, or set FLOWHOOK_ADMIN_TOKEN: on AWS, the value of the secret that the stack's output AdminTokenSecret names.";

const NO_INGEST_KEY =
  "Set FLOWHOOK_API_KEY to the ingest key: flowhook serve prints it once, at its first start; on AWS it is the value of the secret that the stack's output IngestKeySecret names.";

function readUrl(from: string, text: string = DEFAULT_URL): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${from} must be a URL such as ${DEFAULT_URL}, but is "${text}".`);
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    tell(
      `Warning: over plain http, whoever is on the way to ${url.host} can read the token. Use https:// where it has it.`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/** Hosts of URLs that lead no further than this machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

function readToken(variable: string, file: string, mend: string): Pick<Connection, "token" | "tokenFrom"> {
  const given = process.env[variable]?.trim();
  if (given) return { token: given, tokenFrom: variable };
  try {
    return { token: readFileSync(file, "utf8").trim(), tokenFrom: file };
  } catch {
    throw new CommandFailed(`${variable} is not set, and ${file} can't be read. ${mend}`);
  }
}
