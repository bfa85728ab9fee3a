// The options that select deliveries. Listings and operations take the same.

import { isoTime } from "#core/time.ts";
import { UsageError } from "../command-line/exit.ts";
import { durationOf } from "../command-line/options.ts";

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

/** A selection as the API takes it. The API checks its values. */
export type Selection = Readonly<Partial<Record<keyof typeof SELECTION_OPTIONS, string>>>;

/** The selection that the command line's options make. */
export function readSelection(values: Readonly<Record<string, unknown>>): Selection {
  const names = Object.keys(SELECTION_OPTIONS);
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = values[name];
      return typeof value === "string" ? [[name, timeOf(name, value)]] : [];
    }),
  );
}

/** Converts the age that --since and --until also take into a time. */
function timeOf(name: string, text: string): string {
  if (name !== "since" && name !== "until") return text;
  const age = durationOf(text);
  return age === undefined ? text : isoTime(Date.now() - age);
}

/** Either ids or a selection. An empty selection requires --all, so that all deliveries are never selected by mistake. */
export function readIdsOrSelection(
  ids: readonly string[],
  values: Readonly<Record<string, unknown>>,
): { readonly ids: readonly string[] } | { readonly selection: Selection } {
  const selection = readSelection(values);
  const selects = Object.keys(selection).length > 0;
  if (ids.length > 0 && (selects || values["all"] === true)) {
    throw new UsageError("Use either ids or options to select deliveries, not both.");
  }
  if (ids.length > 0) return { ids };
  if (selects || values["all"] === true) return { selection };
  const options = Object.keys(SELECTION_OPTIONS).map((name) => `--${name}`);
  throw new UsageError(`Select deliveries by id, or with ${options.join(", ")} or --all.`);
}
