// The client of a running Flowhook's API. Whatever goes wrong ends as one message that says where it was asked, and what
// to do about it.

import type { z } from "zod";
import type { JsonObject } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { CommandFailed } from "../usage-error.ts";
import { errorsSchema } from "./answers.ts";
import type { Connection } from "./connection.ts";

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
