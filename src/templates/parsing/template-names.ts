// The names that a template makes, by assigning and by its loops, and what of the message each stands for: so that
// `item.Name` in a loop over event.Items is known to be event.Items[].Name.

import { AssignTag, type Template } from "liquidjs";
import { ForTag } from "../tags/for-tag.ts";
import { childTemplates, leadingLookups, type TemplateValue, valueParts } from "./template-values.ts";
import { type PathStep, tokenPath, type VariablePath } from "./variable-path.ts";

/** Names, each with the path of the message that it stands for, if one. */
type Names = Map<string, VariablePath | undefined>;

/** The names of one template, as they are known where its check has come to. */
export class TemplateNames {
  readonly #roots: ReadonlySet<string>;
  /** Every name that the template assigns, wherever: a loop may read what its pass before assigned. */
  readonly #assigned = new Set<string>();
  /** The names made so far: those assigned, then those of each open block. */
  readonly #names: [Names, ...Names[]] = [new Map()];

  constructor(roots: ReadonlySet<string>, templates: readonly Template[]) {
    this.#roots = roots;
    for (const template of templates) this.#collectAssigned(template);
  }

  #collectAssigned(template: Template): void {
    for (const name of template.localScope?.() ?? []) this.#assigned.add(name.content);
    for (const child of childTemplates(template)) this.#collectAssigned(child);
  }

  /** Whether a variable may begin with this name. */
  exists(root: string): boolean {
    return this.#roots.has(root) || this.#assigned.has(root) || this.#names.some((names) => names.has(root));
  }

  /** A name is assigned a value. */
  assign(name: string, template: Template, value: TemplateValue | undefined): void {
    this.#names[0].set(name, template instanceof AssignTag ? this.#standsFor(value) : undefined);
  }

  /** A block begins that has names of its own. */
  openBlock(template: Template, names: readonly string[]): void {
    const collection = template instanceof ForTag ? this.#standsFor(template.collection) : undefined;
    const paths = names.map((_, index) => (index === 0 && collection ? [...collection, null] : undefined));
    this.#names.push(new Map(names.map((name, index) => [name, paths[index]])));
  }

  closeBlock(): void {
    this.#names.pop();
  }

  /** A path from the message's root, for one that may begin at a name of the template's own. */
  fromRoot([root, ...rest]: readonly PathStep[]): VariablePath | undefined {
    if (typeof root !== "string") return undefined;
    const names = this.#names.findLast((candidates) => candidates.has(root));
    if (names === undefined) return this.#roots.has(root) ? [root, ...rest] : undefined;
    const stands = names.get(root);
    return stands && [...stands, ...rest];
  }

  /** The path of the message that a value stands for: a variable, perhaps with `lookup`, and nothing else. */
  #standsFor(value: TemplateValue | undefined): VariablePath | undefined {
    if (value === undefined) return undefined;
    const parts = valueParts(value);
    const path = tokenPath(parts.postfix[0]);
    const names = leadingLookups(parts);
    if (!path || parts.postfix.length > 1 || parts.filters.length > names.length) return undefined;
    return this.fromRoot([...path, ...names]);
  }
}
