// What a parsed template reads and calls, checked before anything is rendered: which variables, whether they exist
// where the template stands, which filters, and whether operators and values fit together. liquidjs evaluates
// `{% if 'sale' in event.Tags %}` to 'sale' and calls it true; here it is refused.

import { type Template, type Token, TypeGuards } from "liquidjs";
import type { FlowMetrics } from "#core/flow/flow-metrics.ts";
import { MAX_EXPRESSION_DEPTH } from "../limits.ts";
import type { TemplateRule } from "../rules.ts";
import { expressionProblem } from "./expression-problem.ts";
import { argumentProblem } from "./filter-arguments.ts";
import { askedFor, defaulted } from "./guards.ts";
import { otherMetricProperty, otherMetricRoot } from "./other-metrics.ts";
import { type Refusal, refusedFilter, refusedVariable, unknownFilter, unknownVariable } from "./refused-names.ts";
import { TemplateNames } from "./template-names.ts";
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
  /** Variables that are asked for around it, or have a default: it is not counted on where they are absent. */
  readonly guards: readonly VariablePath[];
}

/** What a template may name. */
export interface Vocabulary {
  readonly roots: ReadonlySet<string>;
  readonly filters: readonly string[];
  /** Whether `secrets.name` may be read: in headers and the URL. */
  readonly secrets: boolean;
  /** The metrics of the flow, where they are known. */
  readonly metrics: FlowMetrics | undefined;
}

/** The name of the variable that holds secrets. */
export const SECRETS = "secrets";

/** Checks one template. */
export class TemplateCheck {
  readonly findings: Finding[] = [];
  readonly uses: VariableUse[] = [];
  readonly secrets = new Set<string>();
  readonly #vocabulary: Vocabulary;
  readonly #templates: readonly Template[];
  readonly #names: TemplateNames;
  /** What the blocks around, and the value itself, do not count on. */
  #guards: readonly VariablePath[] = [];

  constructor(vocabulary: Vocabulary, templates: readonly Template[]) {
    this.#vocabulary = vocabulary;
    this.#templates = templates;
    this.#names = new TemplateNames(vocabulary.roots, templates);
  }

  check(): void {
    for (const template of this.#templates) this.#visit(template);
  }

  #visit(template: Template): void {
    this.#guarded(askedFor(template), () => {
      const values = [...(template.arguments?.() ?? [])];
      for (const value of values) this.#visitValue(value);
      for (const name of template.localScope?.() ?? []) {
        this.#checkNewName(name.content, name);
        this.#names.assign(name.content, template, values[0]);
      }
      this.#visitBlock(template);
    });
  }

  #visitBlock(template: Template): void {
    const names = [...(template.blockScope?.() ?? [])];
    for (const name of names) this.#checkNewName(name, template.token);
    this.#names.openBlock(template, names);
    for (const child of childTemplates(template)) this.#visit(child);
    this.#names.closeBlock();
  }

  /** Visits what does not count on these variables. */
  #guarded(variables: readonly (readonly PathStep[])[], visit: () => void): void {
    const before = this.#guards;
    const paths = variables.map((path) => this.#names.fromRoot(path)).filter((path) => path !== undefined);
    this.#guards = [...before, ...paths];
    visit();
    this.#guards = before;
  }

  #checkNewName(name: string, token: Token): void {
    if (name !== SECRETS) return;
    const message = `"${SECRETS}" is the name of the secrets: choose another one.`;
    this.#report({ rule: "template-secret-name", message }, token);
  }

  #visitValue(value: TemplateValue): void {
    const parts = valueParts(value);
    const message = expressionProblem(parts.postfix);
    if (message !== undefined) {
      this.#report({ rule: "template-syntax", message }, parts.postfix[0]);
      return;
    }
    const lookups = parts.postfix.length === 1 ? leadingLookups(parts) : [];
    this.#guarded(defaulted(parts), () => {
      for (const token of parts.postfix) this.#visitToken(token, lookups, 0);
    });
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
    } else if (!this.#names.exists(root)) {
      this.#report(this.#unknown(root, path), token);
    }
    const fromRoot = this.#names.fromRoot([...path, ...lookups]);
    if (!fromRoot) return;
    this.uses.push({ path: fromRoot, token, guards: this.#guards });
    // A name of the template's own that stands for such data was refused where it was made.
    const refused = fromRoot.length === path.length + lookups.length ? this.#otherMetric(fromRoot) : undefined;
    if (refused) this.#report(refused, token);
  }

  #unknown(root: string, path: VariablePath): Refusal {
    const { metrics, roots } = this.#vocabulary;
    return refusedVariable(root) ?? otherMetricRoot(path, metrics) ?? unknownVariable(root, [...roots]);
  }

  #otherMetric(path: VariablePath): Refusal | undefined {
    return otherMetricProperty(path, this.#vocabulary.metrics);
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
