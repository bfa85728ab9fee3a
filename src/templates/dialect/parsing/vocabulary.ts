// What a template may name, and what to say of names that it may not: given by who uses the dialect, as that depends on
// what templates are for.

import type { VariablePath } from "../expressions/static-path.ts";

/** Why a name is refused. */
export interface Refusal {
  /** A code for the kind of mistake: one of rules.ts, or of who gives the vocabulary. */
  readonly rule: string;
  readonly message: string;
}

/** The names that templates have, and reasons for those that they do not have. */
export interface Vocabulary {
  /** Names that a variable may begin with. */
  readonly roots: ReadonlySet<string>;
  /** What is wrong with a variable that begins with none of these names, nor with one that the template makes. */
  unknownVariable(path: VariablePath, known: readonly string[]): Refusal;
  /**
   * Why a variable that begins with one of these names can't be read; undefined where it can.
   * @param path From its root, through names that the template makes.
   * @param written As it stands in the template, without filters.
   */
  refuseVariable?(path: VariablePath, written: VariablePath): Refusal | undefined;
  /** Why a template can't give this name to something; undefined where it can. */
  refuseNewName?(name: string): Refusal | undefined;
  /** Why a tag that does not exist can't be used; undefined where there is no special reason. */
  refuseTag?(name: string): Refusal | undefined;
  /** The same of a filter. */
  refuseFilter?(name: string): Refusal | undefined;
  /** ` Did you mean "title"?` for a misspelt name, or nothing if no name is near. */
  didYouMean?(name: string, known: Iterable<string>): string;
}
