// Applies an operation such as retry or approve to deliveries: to each of some ids, or page by page to a selection.

import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { JsonObject } from "#core/json.ts";
import { isoTime } from "#core/time.ts";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { shortTime } from "../command-line/lines.ts";
import { printJson, printLines, printNotice } from "../command-line/output.ts";
import { type Answer, ApiRefused, type Ask, dataOf } from "../remote/api-client.ts";
import type { Selection } from "./selection.ts";

/** An operation on one delivery. */
export interface SingleOperation {
  /** The last part of its route. */
  readonly route: "retry" | "approve" | "discard";
  readonly force?: boolean;
  /** Its result in words: "queued again". */
  readonly done: string;
}

/** Sends a failed delivery again. */
export const RETRY: SingleOperation = { route: "retry", done: "queued again" };

const doneSchema = dataOf(z.looseObject({ id: z.string(), round: z.number().optional() }));

/** Applies an operation to each delivery. If the API refuses it for one, the others are still processed. */
export async function applyToEach(
  ask: Ask,
  ids: readonly string[],
  operation: SingleOperation,
  { json }: { readonly json: boolean },
): Promise<number> {
  const applied: unknown[] = [];
  for (const id of ids) {
    const one = await applyToOne(ask, id, operation);
    if (one === undefined) continue;
    applied.push(one);
    const round = one.round === undefined ? "" : ` in round ${one.round}`;
    if (!json) printLines([`${id}: ${operation.done}${round}.`]);
  }
  if (json) printJson(applied);
  return applied.length < ids.length ? EXIT.failed : EXIT.done;
}

/** The API's answer; undefined if it refused, which is reported. */
async function applyToOne(ask: Ask, id: string, { route, force }: SingleOperation) {
  try {
    const query = { force: force ? "true" : undefined };
    const { body } = await ask(doneSchema, `/deliveries/${encodeURIComponent(id)}/${route}`, { method: "POST", query });
    return body.data;
  } catch (error) {
    if (!(error instanceof ApiRefused)) throw error;
    printNotice(`${id}: ${withOptionNames(error.message)}`);
    return undefined;
  }
}

/** Replaces the API's name of a parameter by the command's. */
function withOptionNames(message: string): string {
  return message.replace(/\?force=true|"force": true/, "--force");
}

/** The options of commands that apply an operation to a selection. */
export const PACE_OPTIONS = {
  all: { type: "boolean", default: false },
  rate: { type: "string" },
  limit: { type: "string" },
  cursor: { type: "string" },
} as const;

interface PaceValues {
  readonly rate?: string | undefined;
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly json: boolean;
}

/** An operation on the deliveries of a selection. */
export interface SelectionOperation {
  readonly path: string;
  readonly selection: Selection;
  readonly force?: boolean;
  /** Replay: only deliveries of this status. */
  readonly status?: string | undefined;
  /** Whether it sends webhooks. Then each page waits until the one before has been sent. */
  readonly sends: boolean;
  /** Its result in words: "discarded". */
  readonly done: string;
}

const pageSchema = z.object({
  data: z.object({
    sent: z.array(z.string()),
    left: z.array(z.looseObject({ id: z.string(), why: z.string() })),
    last_due_at: z.string().nullish(),
  }),
  next: z.string().nullish(),
});

type Left = z.infer<typeof pageSchema>["data"]["left"];

interface Progress {
  sent: number;
  /** Deliveries that the operation did not apply to. */
  left: Left;
  /** The cursor of the next page; undefined after the last. */
  next: string | undefined;
}

/** Most deliveries in `left` that are listed as text. */
const MOST_LISTED = 20;

/** The API schedules a page over at most this time, in milliseconds. */
const LONGEST_PAGE_MS = 60_000;

/** The API's default rate, in deliveries a second. */
const DEFAULT_RATE = 10;

/** Most deliveries of one page of the API. */
const LARGEST_PAGE = 200;

/** Applies an operation to a selection. After Ctrl-C it stops at the end of the current page. */
export async function applyToSelection(ask: Ask, operation: SelectionOperation, values: PaceValues): Promise<number> {
  const rate = readNumber("rate", values.rate, /^\d{1,4}(\.\d{1,3})?$/);
  const most = readNumber("limit", values.limit, /^\d{1,9}$/) ?? Number.POSITIVE_INFINITY;
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once("SIGINT", onSignal);
  try {
    const progress = await pageByPage(ask, { ...operation, rate, most, from: values.cursor }, stop.signal);
    report(operation, progress, values.json);
    const complete = progress.next === undefined || progress.sent >= most;
    return complete && progress.left.length === 0 ? EXIT.done : EXIT.failed;
  } finally {
    process.off("SIGINT", onSignal);
  }
}

interface PacedOperation extends SelectionOperation {
  readonly rate: number | undefined;
  readonly most: number;
  /** The cursor to start at; undefined: the first page. */
  readonly from: string | undefined;
}

async function pageByPage(ask: Ask, operation: PacedOperation, stop: AbortSignal): Promise<Progress> {
  const progress: Progress = { sent: 0, left: [], next: operation.from };
  for (;;) {
    const page = await ask(pageSchema, operation.path, { method: "POST", body: bodyOf(operation, progress) });
    add(progress, page.body);
    if (progress.next === undefined || progress.sent >= operation.most) return progress;
    if (operation.sends) await untilSent(page, progress, operation.rate, stop);
    if (stop.aborted) return progress;
  }
}

function bodyOf({ selection, force, status, rate, most }: PacedOperation, { sent, next }: Progress): JsonObject {
  return {
    ...selection,
    ...(force ? { force } : {}),
    ...(status === undefined ? {} : { status }),
    ...(rate === undefined ? {} : { rate }),
    ...(next === undefined ? {} : { cursor: next }),
    limit: Math.min(most - sent, LARGEST_PAGE),
  };
}

function readNumber(name: string, text: string | undefined, form: RegExp): number | undefined {
  if (text === undefined) return undefined;
  if (form.test(text) && Number(text) > 0) return Number(text);
  throw new UsageError(`--${name} must be a number above 0, but is "${text}".`);
}

function add(progress: Progress, { data, next }: z.infer<typeof pageSchema>): void {
  progress.sent += data.sent.length;
  progress.left = [...progress.left, ...data.left];
  progress.next = next ?? undefined;
}

/** Waits, by the server's clock, until a page has been sent and the first delivery of the next one is due. */
async function untilSent(
  { body, at = Date.now() }: Answer<z.infer<typeof pageSchema>>,
  { sent, left }: Progress,
  rate: number = DEFAULT_RATE,
  stop: AbortSignal,
): Promise<void> {
  const { last_due_at } = body.data;
  if (last_due_at == null) return;
  const apart = 1_000 / rate;
  const due = Date.parse(last_due_at) + apart;
  const until = shortTime(isoTime(due));
  printNotice(`${sent} sent so far, ${left.length} left unchanged. Continues at ${until} UTC; press Ctrl-C to stop.`);
  const ms = Math.min(Math.max(due - at, 0), LONGEST_PAGE_MS + apart);
  // Rejects when `stop` aborts it; the caller checks that.
  await sleep(ms, undefined, { signal: stop }).catch(() => {});
}

function report({ done, selection }: SelectionOperation, { sent, left, next }: Progress, json: boolean): void {
  if (json) printJson({ sent, left, ...(next === undefined ? {} : { next }) });
  else printLines([`${sent} ${sent === 1 ? "delivery" : "deliveries"} ${done}.`, ...leftLines(left)]);
  if (next === undefined) return;
  // An age such as "2h" would select other deliveries when the command runs again.
  const times = (["since", "until"] as const).flatMap((name) =>
    selection[name] ? [`--${name} ${selection[name]}`] : [],
  );
  printNotice(
    `More deliveries match. Run the same command with ${[...times, `--cursor ${next}`].join(" ")} to continue.`,
  );
}

function leftLines(left: Left): string[] {
  if (left.length === 0) return [];
  const lines = left.slice(0, MOST_LISTED).map(({ id, why }) => `  ${id}: ${withOptionNames(why)}`);
  return [`Left unchanged: ${left.length}`, ...lines, ...(left.length > MOST_LISTED ? ["  …"] : [])];
}
