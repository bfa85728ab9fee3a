// `flowhook keys`: lists, creates, rotates and revokes the keys with which senders send events.

import { parseArgs } from "node:util";
import * as z from "zod";
import type { JsonObject } from "#core/json.ts";
import { rateText } from "#core/keys/key-rate.ts";
import { SECOND_MS } from "#core/time.ts";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { row, shortTime, wrap } from "../command-line/lines.ts";
import { durationOf } from "../command-line/options.ts";
import { printJson, printLines } from "../command-line/output.ts";
import { runSubcommand, type Subcommand } from "../command-line/subcommands.ts";
import {
  CONNECTION_OPTIONS,
  type ConnectionValues,
  dataOf,
  managementClient,
  readConnection,
} from "../remote/api-client.ts";
import { postOne } from "../remote/single-request.ts";

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = { list, create, rotate, revoke };

/** Runs a subcommand; without one, lists. */
export function runKeys(args: string[]): Promise<number> {
  return runSubcommand("keys", SUBCOMMANDS, args);
}

const keySchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  scope: z.object({ metrics: z.array(z.string()).optional(), sources: z.array(z.string()).optional() }),
  rate: z.object({ requests_per_second: z.number(), burst: z.number() }).optional(),
  last_used_at: z.string().optional(),
  earlier_texts_expire_at: z.array(z.string()).optional(),
  revoked_at: z.string().optional(),
});

type ListedKey = z.infer<typeof keySchema>;

const keyWithTextSchema = keySchema.extend({ text: z.string() });

const WIDTHS = [24, 19];
const HEADING = row(["ID", "LAST USED (UTC)", "NAME"], WIDTHS);

async function list(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: CONNECTION_OPTIONS });
  const { body } = await managementClient(readConnection(values))(dataOf(z.array(keySchema)), "/keys");
  if (values.json) printJson(body.data);
  else printLines([HEADING, ...body.data.flatMap(keyLines)]);
  return EXIT.done;
}

function keyLines(key: ListedKey): string[] {
  const used = key.last_used_at === undefined ? "never" : shortTime(key.last_used_at);
  const facts = factsOf(key);
  return [row([key.id, used, key.name], WIDTHS), ...(facts.length === 0 ? [] : wrap("  ", facts.join("; ")))];
}

function factsOf({ scope, rate, earlier_texts_expire_at, revoked_at }: ListedKey): string[] {
  const quoted = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join(", ");
  return [
    ...(scope.metrics === undefined ? [] : [`metrics ${quoted(scope.metrics)}`]),
    ...(scope.sources === undefined ? [] : [`sources ${quoted(scope.sources)}`]),
    ...(rate === undefined ? [] : [rateText(rate)]),
    ...(earlier_texts_expire_at ?? []).map((time) => `an earlier text works until ${shortTime(time)}`),
    ...(revoked_at === undefined ? [] : [`revoked ${shortTime(revoked_at)}`]),
  ];
}

async function create(args: string[]): Promise<number> {
  const several = { type: "string", multiple: true, default: [] as string[] } as const;
  const options = { ...CONNECTION_OPTIONS, metric: several, source: several, rate: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const [name] = positionals;
  if (name === undefined || positionals.length > 1) throw new UsageError('Name the key, such as "shop".');
  const scope = {
    ...(values.metric.length === 0 ? {} : { metrics: values.metric }),
    ...(values.source.length === 0 ? {} : { sources: values.source }),
  };
  const rate = values.rate === undefined ? {} : { rate: readRate(values.rate) };
  return showText(
    values,
    "/keys",
    { name, scope, ...rate },
    ({ id }) => `${id} is created. Its text is shown only now:`,
  );
}

/** 5/s,10: requests a second, and requests at once. The API checks the numbers. */
function readRate(text: string): JsonObject {
  const { rate, burst } = /^(?<rate>\d+(?:\.\d+)?)\/s,(?<burst>\d+)$/.exec(text)?.groups ?? {};
  if (rate !== undefined && burst !== undefined) return { requests_per_second: Number(rate), burst: Number(burst) };
  throw new UsageError(`--rate must have the form RATE/s,BURST, such as "5/s,10", but is "${text}".`);
}

async function rotate(args: string[]): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, overlap: { type: "string", default: "1d" } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const path = `/keys/${encodeURIComponent(idOf(positionals))}/rotate`;
  return showText(values, path, { overlap_seconds: readOverlap(values.overlap) }, ({ id, earlier_texts_expire_at }) => {
    const last = earlier_texts_expire_at?.[0];
    const until = last === undefined ? "does not work any more" : `works until ${shortTime(last)} UTC`;
    return `${id} has a new text, which is shown only now. Its earlier text ${until}.`;
  });
}

function readOverlap(text: string): number {
  const ms = text === "0" ? 0 : durationOf(text);
  if (ms !== undefined) return ms / SECOND_MS;
  throw new UsageError(`--overlap must be a duration such as 30m, 2h or 7d, or 0, but is "${text}".`);
}

async function revoke(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: CONNECTION_OPTIONS });
  const id = idOf(positionals);
  const lines = [`${id} is revoked. flowhook serve refuses it at once, and a stack on AWS within a minute.`];
  return postOne(values, { path: `/keys/${encodeURIComponent(id)}/revoke`, schema: keySchema, lines });
}

function idOf(positionals: readonly string[]): string {
  const [id] = positionals;
  if (id !== undefined && positionals.length === 1) return id;
  throw new UsageError("Name the id of one key, as flowhook keys lists it.");
}

/** Makes a request whose answer contains the text of a key, and prints the text on a separate line. */
async function showText(
  values: ConnectionValues & { readonly json: boolean },
  path: string,
  body: JsonObject,
  heading: (key: ListedKey) => string,
): Promise<number> {
  const ask = managementClient(readConnection(values));
  const { data } = (await ask(dataOf(keyWithTextSchema), path, { method: "POST", body })).body;
  if (values.json) printJson(data);
  else printLines([heading(data), data.text]);
  return EXIT.done;
}
