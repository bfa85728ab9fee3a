// Parses and checks one template.

import type { Filters } from "../expressions/compile.ts";
import { FILTERS } from "../filters/registry.ts";
import { MAX_PROBLEMS, MAX_TEMPLATE_LENGTH } from "../limits.ts";
import { TAGS } from "../tags/registry.ts";
import { DialectParser } from "./dialect-parser.ts";
import { OutputPart, type Part, type Template, TextPart } from "./parts.ts";
import { TemplateCheck } from "./template-check.ts";
import type { Finding, Vocabulary } from "./vocabulary.ts";

/** A template, or all of its mistakes in source order. */
type ParsedTemplate =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly findings: readonly Finding[] };

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

/** Whether a text has outputs, tags or comments. Any other text is sent unchanged. */
export function isTemplate(text: string): boolean {
  return text.includes("{{") || text.includes("{%") || text.includes("{#");
}

/** Comments, and spaces that whitespace control removes, do not count. */
function loneOutput(parts: readonly Part[]): OutputPart | undefined {
  const [part, ...others] = parts.filter((candidate) => !(candidate instanceof TextPart && candidate.text === ""));
  return part instanceof OutputPart && others.length === 0 ? part : undefined;
}

function isPlain(part: Part): part is TextPart | OutputPart {
  return part instanceof TextPart || part instanceof OutputPart;
}
