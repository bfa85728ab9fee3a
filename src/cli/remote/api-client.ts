// Which Flowhook the command talks to, and the token that it shows there: on this machine both are found without being
// told, in the data directory of `flowhook serve`.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { JsonObject } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { CommandFailed, UsageError } from "../command-line/exit.ts";
import { tell } from "../command-line/output.ts";

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

// The client of a running Flowhook's API. Whatever goes wrong ends as one message that says where it was asked, and what
// to do about it.

/** Parameters of a query; what is undefined is not asked. */
export type Query = Readonly<Record<string, string | number | undefined>>;

/** What is asked of the API. */
export interface Asked {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly query?: Query;
  /** JSON, as an object or as the text that it is sent as. */
  readonly body?: JsonObject | string;
}

/** An answer of the API. */
export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  /** The server's time when it answered, in milliseconds since 1970 and to the second; its clock may differ from ours. */
  readonly at: number | undefined;
}

/** Asks at a path below the URL of the connection; the answer has the form of `schema`. Throws CommandFailed. */
export type Ask = <Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  asked?: Asked,
) => Promise<Answer<z.infer<Schema>>>;

/** The API understood, and refuses: for this thing, not for the others that the command is to do. */
export class ApiRefused extends CommandFailed {}

/** How long an answer is waited for, in milliseconds: longer than API Gateway and a test send take. */
const ANSWER_WITHIN_MS = 60_000;

/** A client of the management API. */
export function managementClient(connection: Connection): Ask {
  return apiClient({ ...connection, url: `${connection.url}/manage/v1` });
}

/** A client of any part of the API. */
export function apiClient(connection: Connection): Ask {
  return async (schema, path, asked = {}) => {
    const answer = await request(connection, path, asked);
    const body = answer.status === 204 ? null : readBody(connection, answer);
    if (answer.status >= 400) throw refusal(connection, answer.status, body);
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new CommandFailed(notFlowhook(connection, answer.status));
    return { status: answer.status, body: parsed.data, at: answer.at };
  };
}

async function request({ url, token }: Connection, path: string, { method = "GET", query = {}, body }: Asked) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) asked.set(name, String(value));
  const search = asked.size === 0 ? "" : `?${asked}`;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const sent = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  // A redirect would take the token elsewhere.
  const how = { method, headers, redirect: "manual" as const, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) };
  try {
    const response = await fetch(`${url}${path}${search}`, { ...how, ...sent });
    const at = Date.parse(response.headers.get("date") ?? "");
    return { status: response.status, text: await response.text(), at: Number.isNaN(at) ? undefined : at };
  } catch (error) {
    throw new CommandFailed(`${url} can't be reached: ${reasonOf(error)}. ${MEND_URL}`);
  }
}

const MEND_URL = "Start it with flowhook serve, or say where it is with --url.";

/** fetch tells what happened as the cause of its error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${ANSWER_WITHIN_MS / 1_000} seconds`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  // Where several addresses were tried, the message is empty and the code says what there is to say.
  return cause.message === "" && "code" in cause ? String(cause.code) : cause.message;
}

function readBody(connection: Connection, { status, text }: { status: number; text: string }): unknown {
  try {
    return parseJson(text);
  } catch {
    throw new CommandFailed(notFlowhook(connection, status));
  }
}

function notFlowhook({ url }: Connection, status: number): string {
  return `What answers at ${url} (HTTP ${status}) is not Flowhook, or one of another version. Look at --url.`;
}

function refusal(connection: Connection, status: number, body: unknown): CommandFailed {
  const { url, tokenFrom } = connection;
  const parsed = errorsSchema.safeParse(body);
  if (!parsed.success) {
    // API Gateway and other things before it have forms of their own.
    const trouble = `${url} is in trouble (HTTP ${status}). Try again.`;
    return new CommandFailed(status >= 500 ? trouble : notFlowhook(connection, status));
  }
  const { errors } = parsed.data;
  const details = errors.map(({ detail, source }) => `${placeOf(source?.pointer)}${detail}`).join("\n");
  if (status === 401 || status === 403) {
    return new CommandFailed(`${url}: ${details} It was read from ${tokenFrom}.`);
  }
  if (status >= 500 || status === 429) return new CommandFailed(`${url} (HTTP ${status}): ${details}`);
  return new ApiRefused(details);
}

function placeOf(pointer = ""): string {
  return pointer === "" ? "" : `${pointer.slice(1)}: `;
}

/** Refusals: Klaviyo's shape of errors. */
const errorsSchema = z.object({
  errors: z
    .array(z.object({ detail: z.string(), source: z.object({ pointer: z.string() }).partial().optional() }))
    .min(1),
});

/** The answer that `data` is in. */
export function dataOf<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ data: schema });
}
