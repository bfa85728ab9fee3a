// Checks a parsed template before it is rendered: its variables must exist where it reads them, and its filters must
// exist and get valid arguments.

import {
  type Expression,
  type Filtered,
  type FilterUse,
  innerExpressions,
  type Path,
  type Span,
} from "../expressions/ast.ts";
import type { Filters } from "../expressions/compile.ts";
import { ofList, ownPath, type PathStep, passedOn, pathOf, type VariablePath } from "../expressions/variable-path.ts";
import type { FilterEntry } from "../filters/filter.ts";
import { type Block, type NewName, type Part, type VariableUse, written } from "./parts.ts";
import { TemplateNames } from "./template-names.ts";
import type { Finding, Refusal, Vocabulary } from "./vocabulary.ts";

/** Checks one template. */
export class TemplateCheck {
  readonly findings: Finding[] = [];
  readonly uses: VariableUse[] = [];
  readonly #vocabulary: Vocabulary;
  readonly #filters: Filters;
  readonly #names: TemplateNames;
  /** Variables that the blocks around and the value itself allow to be absent. */
  #guards: readonly VariablePath[] = [];
  #conditions: readonly (readonly Span[])[] = [];

  constructor(parts: readonly Part[], filters: Filters, vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
    this.#filters = filters;
    this.#names = new TemplateNames(vocabulary.roots, parts);
    for (const part of parts) this.#visitPart(part);
  }

  #visitPart(part: Part): void {
    const { reads = [], asks = false, mayLack = [], blocks = [], names = [], writes } = part.describe();
    this.#guarded(asks ? reads : mayLack, () => {
      for (const expression of reads) this.#visit(expression);
      this.#names.insideTag(writes === "each", () => {
        for (const block of blocks) this.#visitBlock(block);
      });
    });
    for (const name of names) {
      this.#checkNewName(name);
      this.#names.give(name);
    }
  }

  #visitBlock({ parts, names = [], condition }: Block): void {
    for (const name of names) this.#checkNewName(name);
    this.#names.openBlock(names);
    const before = this.#conditions;
    if (condition) this.#conditions = [...before, condition];
    for (const part of parts) this.#visitPart(part);
    this.#conditions = before;
    this.#names.closeBlock();
  }

  /** Visits parts in which the variables of these expressions may be absent. */
  #guarded(asked: readonly Expression[], visit: () => void): void {
    const before = this.#guards;
    const paths = asked.flatMap((expression) => this.#variablesOf(expression));
    this.#guards = [...before, ...paths.filter((path) => !before.some((known) => isSamePath(known, path)))];
    visit();
    this.#guards = before;
  }

  /** The variables that a condition tests, without those in the arguments of its filters. */
  #variablesOf(expression: Expression): VariablePath[] {
    if (expression.kind === "path" || expression.kind === "filtered") {
      const path = expression.kind === "path" ? ownPath(expression) : this.#pathOfValue(expression);
      const fromRoot = path && this.#names.fromRoot(path);
      return fromRoot ? [fromRoot] : [];
    }
    return innerExpressions(expression).flatMap((inner) => this.#variablesOf(inner));
  }

  /** The path of a value after its first filters, as far as they can be followed. */
  #pathOfValue(expression: Filtered): VariablePath | undefined {
    const path = pathOf(expression.value);
    return path && [...path, ...ofList(passedOn(expression.filters).steps)];
  }

  #visit(expression: Expression): void {
    switch (expression.kind) {
      case "path":
        this.#visitPath(expression, []);
        break;
      case "filtered":
        this.#visitFiltered(expression);
        break;
      case "and":
      case "or":
        this.#guarded([expression.left, expression.right], () => this.#visitInner(expression));
        break;
      default:
        this.#visitInner(expression);
    }
  }

  #visitInner(expression: Expression): void {
    for (const inner of innerExpressions(expression)) this.#visit(inner);
  }

  #visitFiltered(expression: Filtered): void {
    const { value, filters } = expression;
    const mayBeAbsent = filters.some(({ name }) => this.#filters.get(name)?.replacesAbsent);
    this.#guarded(mayBeAbsent ? [expression] : [], () => {
      if (value.kind === "path") this.#visitPassedOn(value, filters);
      else this.#visit(value);
    });
    for (const use of filters) {
      const problem = filterProblem(use, this.#filters, this.#vocabulary);
      if (problem) this.#report(problem, use.begin);
      for (const argument of [...use.args, ...use.keywords.map((keyword) => keyword.value)]) this.#visit(argument);
    }
  }

  /** Visits a variable and the properties that filters read from its items. */
  #visitPassedOn(value: Path, filters: readonly FilterUse[]): void {
    const { steps, items } = passedOn(filters);
    this.#visitPath(value, ofList(steps));
    const start = ownPath(value);
    for (const item of items) {
      const path = start && this.#names.fromRoot([...start, ...item.steps]);
      if (path === undefined) continue;
      const guards = item.mayLack ? [...this.#guards, path] : this.#guards;
      this.uses.push({ path, offset: item.offset, guards, conditions: this.#conditions });
    }
  }

  #visitPath(expression: Path, steps: readonly PathStep[]): void {
    const path = ownPath(expression);
    if (path && typeof expression.root === "string") this.#visitVariable(path, steps, expression.begin);
    this.#visitInner(expression);
  }

  #visitVariable(written: VariablePath, steps: readonly PathStep[], offset: number): void {
    const [root] = written;
    if (typeof root !== "string") return;
    if (!this.#names.exists(root)) this.#report(this.#noVariable(root, written), offset);
    const path = this.#names.fromRoot([...written, ...steps]);
    if (!path) return;
    this.uses.push({ path, offset, guards: this.#guards, conditions: this.#conditions });
    // The assignment of a name that refers to refused data was reported where it was made.
    const isOwn = path.length === written.length + steps.length;
    const refusal = isOwn ? this.#vocabulary.refuseVariable?.(path, written) : undefined;
    if (refusal) this.#report(refusal, offset);
  }

  #noVariable(root: string, written: VariablePath): Refusal {
    if (!this.#names.comesLater(root)) return this.#vocabulary.unknownVariable(written, this.#names.known());
    const message = `"${root}" is only assigned after this. Move the tag that assigns it before this.`;
    return { rule: "template-unknown-variable", message };
  }

  #checkNewName({ name, offset }: NewName): void {
    const refusal = this.#vocabulary.refuseNewName?.(name);
    if (refusal) this.#report(refusal, offset);
  }

  /** Reports a mistake once, although two paths may lead to it. */
  #report(refusal: Refusal, offset: number): void {
    if (this.findings.some((known) => known.offset === offset && known.rule === refusal.rule)) return;
    this.findings.push({ ...refusal, offset });
  }
}

function isSamePath(one: VariablePath, other: VariablePath): boolean {
  return one.length === other.length && one.every((step, index) => step === other[index]);
}

/** The mistake in the use of a filter: an unknown name, a wrong number of arguments, or an invalid one. */
function filterProblem(use: FilterUse, filters: Filters, vocabulary: Vocabulary): Refusal | undefined {
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
  return `${name} takes ${countText(least, most)}, but got ${args.length === 0 ? "none" : args.length}.`;
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
