// Subcommands such as `flowhook deliveries retry`. Without a subcommand, `list` runs.

import { didYouMean } from "#core/nearest-name.ts";
import { UsageError } from "./exit.ts";

/** Runs a subcommand with the arguments after its name; resolves with the exit code. */
export type Subcommand = (args: string[]) => Promise<number>;

/** Runs the subcommand that the first argument names. */
export function runSubcommand(
  command: string,
  subcommands: Readonly<Record<string, Subcommand>>,
  args: string[],
): Promise<number> {
  const [first] = args;
  const isNamed = first !== undefined && !first.startsWith("-");
  const name = isNamed ? first : "list";
  const subcommand = Object.hasOwn(subcommands, name) ? subcommands[name] : undefined;
  if (subcommand !== undefined) return subcommand(isNamed ? args.slice(1) : args);
  const names = Object.keys(subcommands);
  const hint = didYouMean(name, names, `Use one of: ${names.join(", ")}.`);
  throw new UsageError(`There is no command "flowhook ${command} ${name}".${hint}`);
}
