// The names that a template may use, and the errors for all other names. The user of the dialect provides them, because
// they depend on the purpose of the template.

import type { VariablePath } from "../expressions/variable-path.ts";

/** The reason for refusing a name. */
export interface Refusal {
  /** A code of rules.ts, or one of the vocabulary. */
  readonly rule: string;
  readonly message: string;
}

/** A mistake. Its rule is a code of rules.ts or of the vocabulary. */
export interface Finding {
  readonly rule: string;
  readonly message: string;
  /** The offset in the source. */
  readonly offset: number;
}

/** The names that templates may use, and the errors for others. */
export interface Vocabulary {
  /** Names that a variable may begin with. */
  readonly roots: ReadonlySet<string>;
  /** The error for a variable whose first name neither `roots` nor the template defines. */
  unknownVariable(path: VariablePath, known: readonly string[]): Refusal;
  /**
   * The error for a variable whose first name is in `roots`; undefined if the template may read it.
   * @param path From its root, through names that the template assigns.
   * @param written As written in the template, without filters.
   */
  refuseVariable?(path: VariablePath, written: VariablePath): Refusal | undefined;
  /** The error for assigning this name; undefined if the template may assign it. */
  refuseNewName?(name: string): Refusal | undefined;
  /** A specific error for an unknown tag; undefined without one. */
  refuseTag?(name: string): Refusal | undefined;
  /** A specific error for an unknown filter; undefined without one. */
  refuseFilter?(name: string): Refusal | undefined;
  /** ` Did you mean "title"?` for a misspelt name, or nothing if no name is near. */
  didYouMean?(name: string, known: Iterable<string>): string;
}

// Errors for tags that do not exist or are in the wrong block.

/** Tags that are part of a block that another tag opens. */
const BLOCK_WORDS: ReadonlySet<string> = new Set(["elif", "elsif", "else", "empty", "when"]);

/** Former tags of Django, each with its replacement. */
const FORMER_TAGS: ReadonlyMap<string, string> = new Map([
  ["ifequal", "{% if a == b %}"],
  ["ifnotequal", "{% if a != b %}"],
]);

/** Whether a tag is part of a block. */
export function isBlockWord(name: string, tags: readonly string[]): boolean {
  return BLOCK_WORDS.has(name) || (name.startsWith("end") && tags.includes(name.slice("end".length)));
}

/** The error for an unknown tag. */
export function unknownTag(name: string, tags: readonly string[], vocabulary: Vocabulary): Refusal {
  const refusal = vocabulary.refuseTag?.(name);
  if (refusal) return refusal;
  const successor = FORMER_TAGS.get(name);
  if (successor)
    return { rule: "template-unknown-tag", message: `{% ${name} %} was removed from Django. Write ${successor}.` };
  const known = [...tags, ...BLOCK_WORDS, ...tags.map((tag) => `end${tag}`)];
  return {
    rule: "template-unknown-tag",
    message: `There is no tag {% ${name} %}.${vocabulary.didYouMean?.(name, known) ?? ""}`,
  };
}
