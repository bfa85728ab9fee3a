// What is wrong with the use of a filter: its name, how many arguments it is given, and what these are.

import type { Expression, FilterUse } from "../expressions/ast.ts";
import type { Filters } from "../expressions/evaluate.ts";
import type { FilterEntry, WrittenArgument } from "../filters/filter.ts";
import type { Refusal, Vocabulary } from "./vocabulary.ts";

/** What is wrong with a filter where it is used; undefined where nothing is. */
export function filterProblem(use: FilterUse, filters: Filters, vocabulary: Vocabulary): Refusal | undefined {
  const entry = filters.get(use.name);
  if (entry === undefined) return vocabulary.refuseFilter?.(use.name) ?? unknownFilter(use.name, filters, vocabulary);
  const message = countProblem(use, entry) ?? keywordProblem(use, entry) ?? entry.check?.(use.args.map(written));
  return message === undefined ? undefined : { rule: "template-filter-argument", message };
}

function unknownFilter(name: string, filters: Filters, vocabulary: Vocabulary): Refusal {
  const message = `There is no filter "${name}".${vocabulary.didYouMean?.(name, filters.keys()) ?? ""}`;
  return { rule: "template-unknown-filter", message };
}

function countProblem({ name, args }: FilterUse, { least, most }: FilterEntry): string | undefined {
  if (args.length >= least && args.length <= most) return undefined;
  const given = args.length === 0 ? "none is given" : `${args.length} ${args.length === 1 ? "is" : "are"} given`;
  return `${name} takes ${countText(least, most)}, ${given}.`;
}

function countText(least: number, most: number): string {
  if (most === 0) return "no argument";
  const noun = most === 1 ? "argument" : "arguments";
  if (least === most) return `${most} ${noun}`;
  return least === 0 ? `at most ${most} ${noun}` : `${least} to ${most} ${noun}`;
}

function keywordProblem({ name, keywords }: FilterUse, { keywords: known = [] }: FilterEntry): string | undefined {
  const unknown = keywords.find((keyword) => !known.includes(keyword.name));
  return unknown && `${name} has no argument named ${unknown.name}.`;
}

/** An argument as a filter's entry is asked about it. */
export function written(argument: Expression): WrittenArgument {
  return argument.kind === "literal" ? { value: argument.value } : undefined;
}
