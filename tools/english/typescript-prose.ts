// The prose of a TypeScript file: its comments, and its strings that contain a space (messages, help, log lines, test titles).

import { type Comment, type Node, parseSync, Visitor } from "oxc-parser";
import { blank, blankCode, type Prose, withoutCode } from "./prose.ts";

const MARKERS = /^[ \t]*(?:\/\/+|\/\*+|\*+\/|\*)|\*\/$/gm;

/** Comments on lines that follow each other are one text, because a sentence may span them. */
function commentProse(source: string, comments: readonly Comment[]): Prose[] {
  const spans: { start: number; end: number; type: Comment["type"] }[] = [];
  for (const { type, start, end } of comments) {
    const last = spans.at(-1);
    const continues = last?.type === "Line" && type === "Line" && /^\n[ \t]*$/.test(source.slice(last.end, start));
    if (continues) last.end = end;
    else spans.push({ start, end, type });
  }
  return spans.map(({ start, end }) => ({
    text: withoutCode(source.slice(start, end).replaceAll(MARKERS, blank)),
    offset: start,
    startsSentence: true,
  }));
}

function stringProse(source: string, start: number, end: number, startsSentence: boolean): Prose {
  return { text: ` ${withoutCode(source.slice(start + 1, end - 1))}`, offset: start, startsSentence };
}

/** A template is one text, in which each interpolation counts as code. */
function templateProse(source: string, template: Node & { type: "TemplateLiteral" }, startsSentence: boolean): Prose {
  let text = source.slice(template.start, template.end);
  for (const { start, end } of template.expressions) {
    const [from, to] = [start - template.start, end - template.start];
    text = text.slice(0, from) + blankCode(text.slice(from, to)) + text.slice(to);
  }
  return { text: ` ${text.slice(1, -1)}`, offset: template.start, startsSentence };
}

export function typescriptProse(path: string, source: string): readonly Prose[] {
  const { program, comments, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors[0]?.message}`);
  const strings: Prose[] = [];
  const continuations = new Set<Node>();
  const startsSentence = (node: Node) => !continuations.has(node);
  new Visitor({
    BinaryExpression(node) {
      if (node.operator === "+") continuations.add(node.right);
    },
    Literal(node) {
      if (typeof node.value !== "string") return;
      strings.push(stringProse(source, node.start, node.end, startsSentence(node)));
    },
    TemplateLiteral(node) {
      strings.push(templateProse(source, node, startsSentence(node)));
    },
  }).visit(program);
  return [...commentProse(source, comments), ...strings.filter(({ text }) => /\S\s+\S/.test(text))];
}
