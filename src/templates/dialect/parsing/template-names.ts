// Resolves the names that a template assigns to paths of the data: in a loop over event.Items, `item.Name` is
// event.Items[].Name.

import { type PathStep, passedPath, type VariablePath } from "../expressions/variable-path.ts";
import type { NewName, Part } from "./parts.ts";

/** Names, each with the path that it refers to, if any. */
type Names = Map<string, VariablePath | undefined>;

/** The names of one template at the position of its check. */
export class TemplateNames {
  readonly #roots: ReadonlySet<string>;
  /** Every name that the template assigns anywhere: a loop may read a name that its previous pass assigned. */
  readonly #given = new Set<string>();
  /** The number of open loops. */
  #loops = 0;
  /** The names assigned so far: first those for the rest of the template, then those of each open block. */
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

  /** Whether the template assigns this name after the position of the check. */
  comesLater(root: string): boolean {
    return this.#given.has(root);
  }

  /** The names that a variable may begin with here. */
  known(): string[] {
    return [...this.#roots, ...this.#names.flatMap((names) => [...names.keys()])];
  }

  /** Adds a name for the rest of the template. */
  give(name: NewName): void {
    this.#names[0].set(name.name, this.#standsFor(name));
  }

  /** Opens a block with names that only it knows. */
  openBlock(names: readonly NewName[]): void {
    this.#names.push(new Map(names.map((name) => [name.name, this.#standsFor(name)])));
  }

  /** Visits the blocks of a tag. */
  insideTag(isLoop: boolean, visit: () => void): void {
    this.#loops += Number(isLoop);
    visit();
    this.#loops -= Number(isLoop);
  }

  closeBlock(): void {
    this.#names.pop();
  }

  /** Replaces an assigned name at the root of a path with the path that it refers to. */
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
