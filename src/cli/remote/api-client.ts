// The client of a running Flowhook's API. With `flowhook serve` on this machine, URL and token are found without options. Every
// failure is one message that names the URL and says how to fix it.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { JsonObject } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { CommandFailed, UsageError } from "../command-line/exit.ts";
import { printNotice } from "../command-line/output.ts";

/** The options of every command that talks to a running Flowhook. */
export const CONNECTION_OPTIONS = {
  url: { type: "string" },
  data: { type: "string", default: ".flowhook" },
  json: { type: "boolean", default: false },
} as const;

export interface ConnectionValues {
  readonly url?: string | undefined;
  readonly data: string;
}

interface Connection {
  /** Without a trailing slash. */
  readonly url: string;
  readonly token: string;
  /** The variable or file that the token was read from, for error messages. */
  readonly tokenFrom: string;
}

/** The default of `flowhook serve`. */
const DEFAULT_URL = "http://127.0.0.1:8787";

/** The URL and admin token of the management API. Throws CommandFailed if there is no token. */
export function readConnection({ url, data }: ConnectionValues): Connection {
  const at = readUrl("--url or FLOWHOOK_URL", url ?? process.env["FLOWHOOK_URL"]);
  return { url: at, ...readToken("FLOWHOOK_ADMIN_TOKEN", join(data, "admin-token"), NO_ADMIN_TOKEN) };
}

/** The URL and key for sending events. Only the demo of `flowhook serve` stores its ingest key in a file. */
export function readIngestConnection({ url, data }: ConnectionValues): Connection {
  const given = url ?? process.env["FLOWHOOK_INGEST_URL"] ?? process.env["FLOWHOOK_URL"];
  const at = readUrl("--url or FLOWHOOK_INGEST_URL", given);
  return { url: at, ...readToken("FLOWHOOK_API_KEY", join(data, "demo-ingest-key"), NO_INGEST_KEY) };
}

const NO_ADMIN_TOKEN =
  "Name the data directory of flowhook serve with --data, or set FLOWHOOK_ADMIN_TOKEN. On AWS, the stack's output AdminTokenSecret names the secret that holds it.";

const NO_INGEST_KEY =
  "Set FLOWHOOK_API_KEY to the ingest key. flowhook serve prints it once, at its first start. On AWS, the stack's output IngestKeySecret names the secret that holds it.";

function readUrl(from: string, text: string = DEFAULT_URL): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`${from} must be a URL such as ${DEFAULT_URL}, but is "${text}".`);
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    printNotice(
      `Warning: the token is sent to ${url.host} unencrypted, because the URL is http://. Use https:// if the server supports it.`,
    );
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}

/** Hosts that are always this machine. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

function readToken(variable: string, file: string, hint: string): Pick<Connection, "token" | "tokenFrom"> {
  const given = process.env[variable]?.trim();
  if (given) return { token: given, tokenFrom: variable };
  try {
    return { token: readFileSync(file, "utf8").trim(), tokenFrom: file };
  } catch {
    throw new CommandFailed(`${variable} is not set, and ${file} can't be read. ${hint}`);
  }
}

/** Parameters of a query. Undefined ones are omitted. */
export type Query = Readonly<Record<string, string | number | undefined>>;

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "DELETE";
  readonly query?: Query;
  /** JSON: an object, or text that is sent unchanged. */
  readonly body?: JsonObject | string;
}

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  /** The server's clock when it answered, in milliseconds since 1970, exact to the second. It may differ from ours. */
  readonly at: number | undefined;
}

/** Makes a request to a path below the connection's URL, and checks the answer with `schema`. Throws CommandFailed. */
export type Ask = <Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  request?: ApiRequest,
) => Promise<Answer<z.infer<Schema>>>;

/** The API refused this request. Other requests of the same command may still succeed. */
export class ApiRefused extends CommandFailed {}

/** The timeout of a request, in milliseconds: longer than API Gateway's, and than a test send takes. */
const ANSWER_WITHIN_MS = 60_000;

/** A client of the management API. */
export function managementClient(connection: Connection): Ask {
  return apiClient({ ...connection, url: `${connection.url}/manage/v1` });
}

/** A client of any part of the API. */
export function apiClient(connection: Connection): Ask {
  return async (schema, path, request = {}) => {
    const answer = await send(connection, path, request);
    const body = answer.status === 204 ? null : readBody(connection, answer);
    if (answer.status >= 400) throw refusal(connection, answer.status, body);
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new CommandFailed(notFlowhook(connection, answer.status));
    return { status: answer.status, body: parsed.data, at: answer.at };
  };
}

async function send({ url, token }: Connection, path: string, { method = "GET", query = {}, body }: ApiRequest) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  const search = parameters.size === 0 ? "" : `?${parameters}`;
  try {
    const response = await fetch(`${url}${path}${search}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
      redirect: "manual", // a redirect would send the token to another host
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const at = Date.parse(response.headers.get("date") ?? "");
    return { status: response.status, text: await response.text(), at: Number.isNaN(at) ? undefined : at };
  } catch (error) {
    throw new CommandFailed(`${url} can't be reached: ${reasonOf(error)}. ${CHECK_URL}`);
  }
}

const CHECK_URL = "Start Flowhook with flowhook serve, or set its URL with --url.";

/** The error of fetch holds the reason as its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${ANSWER_WITHIN_MS / 1_000} seconds`;
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  // After several addresses failed, the message is empty and only the code holds the reason.
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
  return `${url} answered HTTP ${status}, but not as this version of Flowhook would. Check --url and the server's version.`;
}

function refusal(connection: Connection, status: number, body: unknown): CommandFailed {
  const { url, tokenFrom } = connection;
  const parsed = errorsSchema.safeParse(body);
  if (!parsed.success) {
    // API Gateway and proxies use other formats for errors.
    const failing = `${url} failed with HTTP ${status}. Try again.`;
    return new CommandFailed(status >= 500 ? failing : notFlowhook(connection, status));
  }
  const { errors } = parsed.data;
  const details = errors.map(({ detail, source }) => `${placeOf(source?.pointer)}${detail}`).join("\n");
  if (status === 401 || status === 403) {
    return new CommandFailed(`${url}: ${details} The command read it from ${tokenFrom}.`);
  }
  if (status >= 500 || status === 429) return new CommandFailed(`${url} (HTTP ${status}): ${details}`);
  return new ApiRefused(details);
}

function placeOf(pointer = ""): string {
  return pointer === "" ? "" : `${pointer.slice(1)}: `;
}

/** Errors, in Klaviyo's format. */
const errorsSchema = z.object({
  errors: z
    .array(z.object({ detail: z.string(), source: z.object({ pointer: z.string() }).partial().optional() }))
    .min(1),
});

/** An answer with the field `data`. */
export function dataOf<Schema extends z.ZodType>(schema: Schema) {
  return z.object({ data: schema });
}
