// Tags that do not exist, or stand where they mean nothing.

import type { Refusal, Vocabulary } from "./vocabulary.ts";

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
