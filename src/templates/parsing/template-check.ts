// What a parsed template reads and calls, checked before anything is rendered: which variables, whether they exist
// where the template stands, which filters, and whether operators and values fit together. liquidjs evaluates
// `{% if 'sale' in event.Tags %}` to 'sale' and calls it true; here it is refused.

import { AssignTag, type Template, type Token, TypeGuards } from "liquidjs";
import { MAX_EXPRESSION_DEPTH } from "../limits.ts";
import type { TemplateRule } from "../rules.ts";
import { ForTag } from "../tags/for-tag.ts";
import { expressionProblem } from "./expression-problem.ts";
import { argumentProblem } from "./filter-arguments.ts";
import { refusedFilter, refusedVariable, unknownFilter, unknownVariable } from "./refused-names.ts";
import { childTemplates, type FilterCall, leadingLookups, type TemplateValue, valueParts } from "./template-values.ts";
import { type PathStep, tokenPath, type VariablePath } from "./variable-path.ts";

/** Something wrong, at a token. */
export interface Finding {
  readonly rule: TemplateRule;
  readonly message: string;
  readonly token?: Token | undefined;
  /** Where in the template, when that is not the token's beginning. */
  readonly offset?: number;
}

/** A variable of the message that a template reads. */
export interface VariableUse {
  readonly path: VariablePath;
  readonly token: Token;
}

/** What a template may name. */
export interface Vocabulary {
  readonly roots: ReadonlySet<string>;
  readonly filters: readonly string[];
  /** Whether `secrets.name` may be read: in headers and the URL. */
  readonly secrets: boolean;
}

/** The name of the variable that holds secrets. */
export const SECRETS = "secrets";

/** Names that a template made, each with the path of the message that it stands for, if one. */
type Names = Map<string, VariablePath | undefined>;

/** Checks one template. */
export class TemplateCheck {
  readonly findings: Finding[] = [];
  readonly uses: VariableUse[] = [];
  readonly secrets = new Set<string>();
  readonly #vocabulary: Vocabulary;
  /** Every name that the template assigns, wherever: a loop may read what its pass before assigned. */
  readonly #assigned = new Set<string>();
  /** The names made so far: those assigned, then those of each open block. */
  readonly #names: [Names, ...Names[]] = [new Map()];

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  check(templates: readonly Template[]): void {
    for (const template of templates) this.#collectAssigned(template);
    for (const template of templates) this.#visit(template);
  }

  #collectAssigned(template: Template): void {
    for (const name of template.localScope?.() ?? []) this.#assigned.add(name.content);
    for (const child of childTemplates(template)) this.#collectAssigned(child);
  }

  #visit(template: Template): void {
    const values = [...(template.arguments?.() ?? [])];
    for (const value of values) this.#visitValue(value);
    for (const name of template.localScope?.() ?? []) {
      this.#checkNewName(name.content, name);
      this.#names[0].set(name.content, template instanceof AssignTag ? this.#standsFor(values[0]) : undefined);
    }
    const block = [...(template.blockScope?.() ?? [])];
    if (block.length > 0) this.#names.push(this.#blockNames(template, block));
    for (const child of childTemplates(template)) this.#visit(child);
    if (block.length > 0) this.#names.pop();
  }

  #blockNames(template: Template, names: readonly string[]): Names {
    for (const name of names) this.#checkNewName(name, template.token);
    const collection = template instanceof ForTag ? this.#standsFor(template.collection) : undefined;
    return new Map(names.map((name, index) => [name, index === 0 && collection ? [...collection, null] : undefined]));
  }

  #checkNewName(name: string, token: Token): void {
    if (name !== SECRETS) return;
    const message = `"${SECRETS}" is the name of the secrets: choose another one.`;
    this.#report({ rule: "template-secret-name", message }, token);
  }

  /** The path of the message that a value stands for: a variable, perhaps with `lookup`, and nothing else. */
  #standsFor(value: TemplateValue | undefined): VariablePath | undefined {
    if (value === undefined) return undefined;
    const parts = valueParts(value);
    const path = tokenPath(parts.postfix[0]);
    const names = leadingLookups(parts);
    if (!path || parts.postfix.length > 1 || parts.filters.length > names.length) return undefined;
    return this.#fromRoot([...path, ...names]);
  }

  /** A path from the message's root, for one that may begin at a name of the template's own. */
  #fromRoot([root, ...rest]: PathStep[]): VariablePath | undefined {
    if (typeof root !== "string") return undefined;
    const names = this.#names.findLast((candidates) => candidates.has(root));
    if (names === undefined) return this.#vocabulary.roots.has(root) ? [root, ...rest] : undefined;
    const stands = names.get(root);
    return stands && [...stands, ...rest];
  }

  #visitValue(value: TemplateValue): void {
    const parts = valueParts(value);
    const message = expressionProblem(parts.postfix);
    if (message !== undefined) {
      this.#report({ rule: "template-syntax", message }, parts.postfix[0]);
      return;
    }
    const lookups = parts.postfix.length === 1 ? leadingLookups(parts) : [];
    for (const token of parts.postfix) this.#visitToken(token, lookups, 0);
    for (const filter of parts.filters) this.#visitFilter(filter);
  }

  #visitFilter({ name, args, token }: FilterCall): void {
    const { filters } = this.#vocabulary;
    if (!filters.includes(name)) this.#report(refusedFilter(name) ?? unknownFilter(name, filters), token);
    const message = argumentProblem(name, args);
    if (message !== undefined) this.#report({ rule: "template-filter-argument", message }, token);
    for (const argument of args) {
      const value = Array.isArray(argument) ? argument[1] : argument;
      if (value) this.#visitToken(value, [], 0);
    }
  }

  #visitToken(token: Token, lookups: readonly string[], depth: number): void {
    if (depth > MAX_EXPRESSION_DEPTH) {
      const message = `Brackets nest deeper than ${MAX_EXPRESSION_DEPTH} levels.`;
      this.#report({ rule: "template-limit", message }, token);
    } else if (TypeGuards.isRangeToken(token)) {
      this.#visitToken(token.lhs, [], depth + 1);
      this.#visitToken(token.rhs, [], depth + 1);
    } else if (TypeGuards.isPropertyAccessToken(token)) {
      this.#visitVariable(token, lookups);
      if (token.variable) this.#visitToken(token.variable, [], depth + 1);
      for (const property of token.props) this.#visitToken(property, [], depth + 1);
    }
  }

  #visitVariable(token: Token, lookups: readonly string[]): void {
    const path = tokenPath(token);
    if (path === undefined) return;
    const [root] = path;
    if (root === SECRETS) this.#visitSecret(path, token);
    else if (typeof root !== "string") {
      const message = "The name of a variable can't be computed. That of a property can: event[person.key].";
      this.#report({ rule: "template-unknown-variable", message }, token);
    } else if (!this.#exists(root)) {
      this.#report(refusedVariable(root) ?? unknownVariable(root, [...this.#vocabulary.roots]), token);
    }
    const fromRoot = this.#fromRoot([...path, ...lookups]);
    if (fromRoot) this.uses.push({ path: fromRoot, token });
  }

  #exists(root: string): boolean {
    return this.#vocabulary.roots.has(root) || this.#assigned.has(root) || this.#names.some((names) => names.has(root));
  }

  #visitSecret(path: VariablePath, token: Token): void {
    const [, name, ...more] = path;
    if (!this.#vocabulary.secrets) {
      const message = "Secrets can be used in headers and in the URL's path and query, not in the body.";
      this.#report({ rule: "template-secret-in-body", message }, token);
    } else if (typeof name !== "string" || more.length > 0) {
      const message = "A secret is read by its name: {{ secrets.name }}.";
      this.#report({ rule: "template-secret-name", message }, token);
    } else this.secrets.add(name);
  }

  #report(refusal: Omit<Finding, "token">, token: Token | undefined): void {
    this.findings.push({ ...refusal, token });
  }
}
