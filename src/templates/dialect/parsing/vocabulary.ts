// What a template may name, and what to say of names that it may not: given by who uses the dialect, as that depends on
// what templates are for.

import type { VariablePath } from "../expressions/variable-path.ts";

/** Why a name is refused. */
export interface Refusal {
  /** A code for the kind of mistake: one of rules.ts, or of who gives the vocabulary. */
  readonly rule: string;
  readonly message: string;
}

/** Something wrong. Its rule is one of the dialect's (rules.ts), or of who uses it, for names that it refuses. */
export interface Finding {
  readonly rule: string;
  readonly message: string;
  /** Where in the source. */
  readonly offset: number;
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

// Tags that do not exist, or stand where they mean nothing.

/** Words that belong to a block that other tags open. */
const BLOCK_WORDS: ReadonlySet<string> = new Set(["elif", "elsif", "else", "empty", "when"]);

/** Tags of Django's that are no more, each with what took its place. */
const FORMER_TAGS: ReadonlyMap<string, string> = new Map([
  ["ifequal", "{% if a == b %}"],
  ["ifnotequal", "{% if a != b %}"],
]);

/** Whether a tag is part of a block, not one by itself. */
export function isBlockWord(name: string, tags: readonly string[]): boolean {
  return BLOCK_WORDS.has(name) || (name.startsWith("end") && tags.includes(name.slice("end".length)));
}

/** What is wrong with a tag that is none. */
export function unknownTag(name: string, tags: readonly string[], vocabulary: Vocabulary): Refusal {
  const refusal = vocabulary.refuseTag?.(name);
  if (refusal) return refusal;
  const successor = FORMER_TAGS.get(name);
  if (successor) return { rule: "template-unknown-tag", message: `{% ${name} %} is no more: write ${successor}.` };
  const known = [...tags, ...BLOCK_WORDS, ...tags.map((tag) => `end${tag}`)];
  return {
    rule: "template-unknown-tag",
    message: `There is no tag {% ${name} %}.${vocabulary.didYouMean?.(name, known) ?? ""}`,
  };
}
