// One template: parsed, checked, and ready to be written.

import type { Filters } from "../expressions/evaluate.ts";
import { FILTERS } from "../filters/registry.ts";
import { MAX_PROBLEMS, MAX_TEMPLATE_LENGTH } from "../limits.ts";
import { TAGS } from "../tags/registry.ts";
import { DialectParser } from "./dialect-parser.ts";
import type { Finding } from "./finding.ts";
import { OutputPart } from "./output-part.ts";
import type { Part } from "./part.ts";
import { TemplateCheck, type VariableUse } from "./template-check.ts";
import { TextPart } from "./text-part.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A template that can be rendered. It keeps nothing between renderings. */
export interface Template {
  readonly source: string;
  readonly parts: readonly Part[];
  /** Its text and outputs, when it has no tags: they are then written one after the other. */
  readonly plainParts: readonly (TextPart | OutputPart)[] | undefined;
  /** The output that it consists of, when it consists of one and of nothing else, not even a space. */
  readonly loneOutput: OutputPart | undefined;
  /** The variables of the data that it reads, in the order of the check. */
  readonly uses: readonly VariableUse[];
}

/** A template, or all that is wrong with it, in the order of its source. */
export type ParsedTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Parses and checks a template. */
export function parseTemplate(source: string, vocabulary: Vocabulary, filters: Filters = FILTERS): ParsedTemplate {
  if (source.length > MAX_TEMPLATE_LENGTH) {
    const message = `A template may have at most ${MAX_TEMPLATE_LENGTH} characters; this one has ${source.length}.`;
    return { ok: false, findings: [{ rule: "template-limit-size", message, offset: 0 }] };
  }
  const parser = new DialectParser(TAGS, filters, vocabulary);
  const parts = parser.parseAll(source);
  const { findings, uses } = new TemplateCheck(parts, filters, vocabulary);
  const all = [...parser.findings, ...findings].sort((a, b) => a.offset - b.offset);
  if (all.length > 0) return { ok: false, findings: all.slice(0, MAX_PROBLEMS) };
  const plainParts = parts.every(isPlain) ? parts : undefined;
  return { ok: true, template: { source, parts, plainParts, loneOutput: loneOutput(parts), uses } };
}

/** Whether a text holds anything for the engine: a text without outputs, tags and comments is sent as it is. */
export function isTemplate(text: string): boolean {
  return text.includes("{{") || text.includes("{%") || text.includes("{#");
}

/** A comment, or a space that an output cuts off, is nothing else. */
function loneOutput(parts: readonly Part[]): OutputPart | undefined {
  const [part, ...others] = parts.filter((candidate) => !(candidate instanceof TextPart && candidate.text === ""));
  return part instanceof OutputPart && others.length === 0 ? part : undefined;
}

function isPlain(part: Part): part is TextPart | OutputPart {
  return part instanceof TextPart || part instanceof OutputPart;
}
