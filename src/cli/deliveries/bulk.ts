// What is done with all deliveries of a selection: page by page, each when those of the one before have been sent, so that
// stopping the command stops the rest.

import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import type { JsonObject } from "#core/json.ts";
import { isoTime } from "#core/time.ts";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { shortTime } from "../command-line/lines.ts";
import { inOurWords, printJson, printLines, tell } from "../command-line/output.ts";
import type { Answer, Ask } from "../remote/api-client.ts";
import type { Selection } from "./selection.ts";

/** The options that say how much is done, and how fast. */
export const BULK_OPTIONS = {
  all: { type: "boolean", default: false },
  rate: { type: "string" },
  limit: { type: "string" },
  cursor: { type: "string" },
} as const;

/** Their values. */
interface BulkValues {
  readonly rate?: string | undefined;
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly json: boolean;
}

/** What is done with each delivery. */
export interface BulkDeed {
  readonly path: string;
  readonly selection: Selection;
  readonly force?: boolean;
  /** A replay's: those of this status alone. */
  readonly status?: string | undefined;
  /** Whether they are sent, so that one page waits until the one before has been. */
  readonly sends: boolean;
  /** What becomes of one of them, and of several: "is discarded", "are discarded". */
  readonly told: readonly [string, string];
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

/** What has been done so far. */
interface Progress {
  sent: number;
  left: Left;
  /** Where to go on; absent when all is done. */
  next: string | undefined;
}

/** Most of what was left as it is that is told one by one. */
const MOST_TOLD = 20;

/** The API spreads a page over this time at most, in milliseconds. */
const LONGEST_PAGE_MS = 60_000;

/** Deliveries a second, where the command line does not say: that of the API. */
const USUAL_RATE = 10;

/** Most deliveries of one page of the API. */
const LARGEST_PAGE = 200;

/** Does it with each. Ctrl-C ends it cleanly after the page that is under way. */
export async function inBulk(ask: Ask, deed: BulkDeed, values: BulkValues): Promise<number> {
  const rate = readNumber("rate", values.rate, /^\d{1,4}(\.\d{1,3})?$/);
  const most = readNumber("limit", values.limit, /^\d{1,9}$/) ?? Number.POSITIVE_INFINITY;
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  process.once("SIGINT", onSignal);
  try {
    const done = await pageByPage(ask, { ...deed, rate, most, from: values.cursor }, stop.signal);
    report(deed, done, values.json);
    const complete = done.next === undefined || done.sent >= most;
    return complete && done.left.length === 0 ? EXIT.done : EXIT.failed;
  } finally {
    process.off("SIGINT", onSignal);
  }
}

/** A deed, and how far and how fast it goes. */
interface BulkWork extends BulkDeed {
  readonly rate: number | undefined;
  readonly most: number;
  /** Where to begin; absent: at the beginning. */
  readonly from: string | undefined;
}

async function pageByPage(ask: Ask, work: BulkWork, stop: AbortSignal): Promise<Progress> {
  const done: Progress = { sent: 0, left: [], next: work.from };
  for (;;) {
    const page = await ask(pageSchema, work.path, { method: "POST", body: bodyOf(work, done) });
    add(done, page.body);
    if (done.next === undefined || done.sent >= work.most) return done;
    if (work.sends) await untilSent(page, done, work.rate, stop);
    if (stop.aborted) return done;
  }
}

function bodyOf({ selection, force, status, rate, most }: BulkWork, { sent, next }: Progress): JsonObject {
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

function add(done: Progress, { data, next }: z.infer<typeof pageSchema>): void {
  done.sent += data.sent.length;
  done.left = [...done.left, ...data.left];
  done.next = next ?? undefined;
}

/** Waits, by the server's clock, until a page has been sent and the first of the next one is due. */
async function untilSent(
  { body, at = Date.now() }: Answer<z.infer<typeof pageSchema>>,
  done: Progress,
  rate: number = USUAL_RATE,
  stop: AbortSignal,
): Promise<void> {
  const { last_due_at } = body.data;
  if (last_due_at == null) return;
  const apart = 1_000 / rate;
  const due = Date.parse(last_due_at) + apart;
  const until = shortTime(isoTime(due));
  tell(`${done.sent} so far, ${done.left.length} left as they are; goes on at ${until} UTC. Ctrl-C ends it.`);
  const ms = Math.min(Math.max(due - at, 0), LONGEST_PAGE_MS + apart);
  // Interrupted, it ends early; whoever called sees why.
  await sleep(ms, undefined, { signal: stop }).catch(() => {});
}

function report({ told, selection }: BulkDeed, { sent, left, next }: Progress, json: boolean): void {
  if (json) printJson({ sent, left, ...(next === undefined ? {} : { next }) });
  else printLines([sent === 1 ? `1 delivery ${told[0]}.` : `${sent} deliveries ${told[1]}.`, ...leftLines(left)]);
  if (next === undefined) return;
  // A time that was said as how long ago is another one by then.
  const times = (["since", "until"] as const).flatMap((name) =>
    selection[name] ? [`--${name} ${selection[name]}`] : [],
  );
  tell(`There are more. The same command goes on with: ${[...times, `--cursor ${next}`].join(" ")}`);
}

function leftLines(left: Left): string[] {
  if (left.length === 0) return [];
  const lines = left.slice(0, MOST_TOLD).map(({ id, why }) => `  ${id}: ${inOurWords(why)}`);
  return [`Left as they are: ${left.length}`, ...lines, ...(left.length > MOST_TOLD ? ["  …"] : [])];
}
