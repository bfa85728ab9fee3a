// A flow file as text: parsed, with the place of every value, so that a problem can be told by file, line and column.

import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, Scalar } from "yaml";
import type { FlowRule } from "#core/flow/flow-rules.ts";
import type { Problem } from "#core/problem.ts";

/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A flow file, read. */
export interface FlowSource {
  /** What the file says, as JSON. Undefined where it is no YAML. */
  readonly value: unknown;
  /** What is wrong with it as YAML. */
  readonly problems: readonly (Problem & Place)[];
  /** Where in the file a problem lies. */
  placeOf(problem: Problem): Place;
}

const NOT_YAML = "flow-not-yaml" satisfies FlowRule;

/** Aliases may expand to this many values; more is a mistake or an attack. */
const MAX_ALIASES = 100;

/** Reads a flow file: YAML, of which JSON is a part. */
export function readFlowSource(text: string): FlowSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problems = [...document.errors, ...document.warnings].map((error) => {
    return { rule: NOT_YAML, pointer: "", message: sentence(error.message), ...place(error.pos[0]) };
  });
  return {
    value: problems.length > 0 ? undefined : document.toJS({ maxAliasCount: MAX_ALIASES }),
    problems,
    placeOf: (problem) => placeOfProblem(document.contents, problem, text, place),
  };
}

function placeOfProblem(root: Node | null, problem: Problem, text: string, place: (offset: number) => Place): Place {
  const node = nodeAt(root, keysOf(problem.pointer));
  const offset = node?.range?.[0];
  if (!node || !offset) return place(0);
  const start = place(offset);
  if (problem.line === undefined || !isScalar(node)) return start;
  return insideScalar(node, start, { line: problem.line, column: problem.column ?? 1 }, text);
}

/** The place inside a scalar's text. A block begins on the line after its header, indented as its first line is. */
function insideScalar(node: Scalar, start: Place, inner: Place, text: string): Place {
  if (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED) {
    const line = start.line + inner.line;
    const indent = /^ */.exec(text.split("\n")[line - 1] ?? "")?.[0].length ?? 0;
    return { line, column: indent + inner.column };
  }
  if (inner.line > 1) return start;
  const quote = node.type === Scalar.QUOTE_DOUBLE || node.type === Scalar.QUOTE_SINGLE ? 1 : 0;
  return { line: start.line, column: start.column + quote + inner.column - 1 };
}

/** The node that a pointer leads to, or the nearest one above it: what is missing has no place of its own. */
function nodeAt(root: Node | null, keys: readonly string[]): Node | null {
  let node: Node | null = root;
  for (const key of keys) {
    const next = child(node, key);
    if (!next) return node;
    node = next;
  }
  return node;
}

function child(node: Node | null, key: string): Node | null {
  if (isSeq<Node>(node)) return node.items[Number(key)] ?? null;
  if (!isMap<Node, Node | null>(node)) return null;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return pair ? (pair.value ?? pair.key) : null;
}

function keysOf(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function sentence(text: string): string {
  return text.endsWith(".") ? text : `${text}.`;
}
