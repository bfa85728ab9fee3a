// The names that a template makes, and what of the data each stands for: so that `item.Name` in a loop over event.Items is
// known to be event.Items[].Name.

import type { PathStep, VariablePath } from "../expressions/variable-path.ts";
import { passedPath } from "../expressions/variable-path.ts";
import type { NewName, Part } from "./parts.ts";

/** Names, each with the path that it stands for, if one. */
type Names = Map<string, VariablePath | undefined>;

/** The names of one template, as they are known where its check has come to. */
export class TemplateNames {
  readonly #roots: ReadonlySet<string>;
  /** Every name that the template gives for its rest, wherever: a loop may read what its pass before gave. */
  readonly #given = new Set<string>();
  /** How many loops are open. */
  #loops = 0;
  /** The names made so far: those for the rest of the template, then those of each open block. */
  readonly #names: [Names, ...Names[]] = [new Map()];

  constructor(roots: ReadonlySet<string>, parts: readonly Part[]) {
    this.#roots = roots;
    this.#collectGiven(parts);
  }

  /** Whether a variable may begin with this name here. */
  exists(root: string): boolean {
    const mayBeGiven = this.#loops > 0 && this.#given.has(root);
    return mayBeGiven || this.#roots.has(root) || this.#names.some((names) => names.has(root));
  }

  /** Whether a name that does not exist here is one that the template gives later. */
  comesLater(root: string): boolean {
    return this.#given.has(root);
  }

  /** The names that a variable may begin with here. */
  known(): string[] {
    return [...this.#roots, ...this.#names.flatMap((names) => [...names.keys()])];
  }

  /** A name is given for the rest of the template. */
  give(name: NewName): void {
    this.#names[0].set(name.name, this.#standsFor(name));
  }

  /** A block begins that has names of its own. */
  openBlock(names: readonly NewName[]): void {
    this.#names.push(new Map(names.map((name) => [name.name, this.#standsFor(name)])));
  }

  /** Visits the blocks of a tag, which may be a loop. */
  insideTag(isLoop: boolean, visit: () => void): void {
    this.#loops += Number(isLoop);
    visit();
    this.#loops -= Number(isLoop);
  }

  closeBlock(): void {
    this.#names.pop();
  }

  /** A path from its root in the data, for one that may begin at a name of the template's own. */
  fromRoot([root, ...rest]: readonly PathStep[]): VariablePath | undefined {
    if (typeof root !== "string") return undefined;
    const names = this.#names.findLast((candidates) => candidates.has(root));
    if (names === undefined) return this.#roots.has(root) ? [root, ...rest] : undefined;
    const stands = names.get(root);
    return stands && [...stands, ...rest];
  }

  #collectGiven(parts: readonly Part[]): void {
    for (const part of parts) {
      const { names = [], blocks = [] } = part.describe();
      for (const { name } of names) this.#given.add(name);
      for (const block of blocks) this.#collectGiven(block.parts);
    }
  }

  #standsFor({ value }: NewName): VariablePath | undefined {
    const path = value && passedPath(value.of);
    const stands = path && this.fromRoot(path);
    return stands && value?.each ? [...stands, null] : stands;
  }
}
