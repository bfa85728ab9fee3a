// Which deliveries a command is about: the options that select them, the same for what is listed and for what is done.

import { DAY_MS, HOUR_MS, isoTime, MINUTE_MS } from "#core/time.ts";
import { UsageError } from "../command-line/exit.ts";

/** The options that select deliveries. */
export const SELECTION_OPTIONS = {
  flow: { type: "string" },
  action: { type: "string" },
  event: { type: "string" },
  profile: { type: "string" },
  reason: { type: "string" },
  target: { type: "string" },
  since: { type: "string" },
  until: { type: "string" },
} as const;

/** A selection, as the API takes it. Whether its values make sense the API tells. */
export type Selection = Readonly<Partial<Record<keyof typeof SELECTION_OPTIONS, string>>>;

/** The selection that was made on the command line. */
export function readSelection(values: Readonly<Record<string, unknown>>): Selection {
  const names = Object.keys(SELECTION_OPTIONS);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name];
      return typeof value === "string" ? [[name, timeOf(name, value)]] : [];
    }),
  );
}

/** Units of "30m" and the like, in milliseconds. */
const UNITS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/** A time may also be given as how long ago it was: "2h". */
function timeOf(name: string, text: string): string {
  if (name !== "since" && name !== "until") return text;
  const { count, unit = "" } = /^(?<count>\d{1,6})(?<unit>[mhd])$/.exec(text)?.groups ?? {};
  const ms = UNITS[unit];
  return count === undefined || ms === undefined ? text : isoTime(Date.now() - Number(count) * ms);
}

/** Ids of deliveries, or a selection: one of both, and not all there is unless that is said. */
export function readWhich(
  ids: readonly string[],
  values: Readonly<Record<string, unknown>>,
): { readonly ids: readonly string[] } | { readonly selection: Selection } {
  const selection = readSelection(values);
  const selects = Object.keys(selection).length > 0;
  if (ids.length > 0 && (selects || values["all"] === true)) {
    throw new UsageError("Name deliveries by their ids, or select them by options, not both.");
  }
  if (ids.length > 0) return { ids };
  if (selects || values["all"] === true) return { selection };
  const options = Object.keys(SELECTION_OPTIONS).map((name) => `--${name}`);
  throw new UsageError(`Say which: ids of deliveries, or ${options.join(", ")}, or --all.`);
}
