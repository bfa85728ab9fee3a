// A command of several actions, such as `flowhook deliveries retry`: the first word says which, and none lists.

import { didYouMean } from "#core/nearest-name.ts";
import { UsageError } from "./exit.ts";

/** One action: gets the arguments after its name, gives the exit code. */
export type Action = (args: string[]) => Promise<number>;

/** Does what the first word of the arguments says. */
export function runAction(command: string, actions: Readonly<Record<string, Action>>, args: string[]): Promise<number> {
  const [first] = args;
  const isNamed = first !== undefined && !first.startsWith("-");
  const name = isNamed ? first : "list";
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action !== undefined) return action(isNamed ? args.slice(1) : args);
  const known = Object.keys(actions);
  const meant = didYouMean(name, known, `There are: ${known.join(", ")}.`);
  throw new UsageError(`There is no "flowhook ${command} ${name}".${meant}`);
}
