// A flow file, parsed with the position of every value, so that a problem has a file, a line and a column.

import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  visit,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import type { FlowRule } from "#core/flow/flow-rules.ts";
import { keysOfPointer, type Problem } from "#core/problem.ts";
import { shorten } from "#core/shorten.ts";
import { MAX_ALIASES, readBoundedYaml } from "./bounded-yaml.ts";
import { keepDigits } from "./keep-digits.ts";
import { type Place, placeInScalar } from "./place-in-scalar.ts";

/** A parsed flow file. */
export interface FlowSource {
  /** The content as JSON. Undefined if the file is not YAML. */
  readonly value: unknown;
  /** The problems in its YAML. */
  readonly problems: readonly (Problem & Place)[];
  /** Returns the position of a problem in the file. */
  placeOf(problem: Problem): Place;
}

const NOT_YAML = "flow-not-yaml" satisfies FlowRule;

const TOO_MANY_ALIASES = `The file's aliases expand to more than ${MAX_ALIASES} values. Write out some of them.`;

/** YAML parses {{ event.A }} as an object whose only name is an object. */
const NO_NAME = 'A name must be a text. To write a template, put it into quotes: "{{ event.OrderId }}".';

/** Parses a flow file: YAML, which includes JSON. */
export function readFlowSource(text: string): FlowSource {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problem = (message: string, offset: number) => ({ rule: NOT_YAML, pointer: "", message, ...place(offset) });
  const yaml = readBoundedYaml(text, lines);
  if (!yaml.ok) {
    return { value: undefined, problems: [problem(yaml.message, yaml.offset)], placeOf: () => place(yaml.offset) };
  }
  const { document } = yaml;
  const wrong = [...firstError(document.errors), ...document.warnings].map((error) =>
    problem(messageOf(error), error.pos[0]),
  );
  const problems = wrong.length > 0 ? wrong : notJsonProblems(document, problem);
  if (problems.length === 0) keepDigits(document);
  const read = problems.length > 0 ? undefined : readValue(document);
  return {
    value: read?.value,
    problems: read?.tooMany ? [problem(TOO_MANY_ALIASES, 0)] : problems,
    placeOf: (found) => placeOfProblem(document.contents, found, text, place),
  };
}

/** Returns the first error by its position, because the later ones follow from it: one wrong indentation causes three. */
function firstError(errors: readonly YAMLError[]): YAMLError[] {
  return errors.toSorted((a, b) => a.pos[0] - b.pos[0]).slice(0, 1);
}

/**
 * Reports names that are no texts or that repeat, aliases without an anchor, and aliases inside their own anchor, which
 * never end.
 */
function notJsonProblems<Found>(document: Document, problem: (message: string, offset: number) => Found): Found[] {
  const problems: Found[] = [];
  visit(document, {
    Map(_, map) {
      for (const key of repeatedKeys(map)) {
        problems.push(problem(`This object has the name "${key.name}" twice. Remove or rename one.`, key.offset));
      }
    },
    Pair(_, { key }) {
      if (isCollection(key)) problems.push(problem(NO_NAME, key.range?.[0] ?? 0));
    },
    Alias(_, alias, path) {
      const named = alias.resolve(document);
      const offset = alias.range?.[0] ?? 0;
      if (!named) problems.push(problem(`Nothing before this has the anchor "${alias.source}".`, offset));
      else if (path.includes(named)) problems.push(problem(`"${alias.source}" can't be a part of itself.`, offset));
    },
  });
  return problems;
}

/** Returns each name of an object that occurs earlier in it. */
function repeatedKeys({ items }: YAMLMap): { readonly name: string; readonly offset: number }[] {
  const names = new Set<unknown>();
  return items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const repeated = names.has(key.value);
    names.add(key.value);
    return repeated ? [{ name: shorten(String(key.value), MAX_QUOTED), offset: key.range?.[0] ?? 0 }] : [];
  });
}

/** The longest name that a message quotes, in characters. */
const MAX_QUOTED = 80;

/** Returns the value of a document. Its aliases are valid, so the only possible error is that they expand to too much. */
function readValue(document: Document): { value?: unknown; tooMany: boolean } {
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }), tooMany: false };
  } catch (error) {
    if (error instanceof ReferenceError) return { tooMany: true };
    throw error;
  }
}

function placeOfProblem(root: Node | null, problem: Problem, text: string, place: (offset: number) => Place): Place {
  const node = nodeAt(root, keysOfPointer(problem.pointer));
  const offset = node?.range?.[0];
  if (!node || !offset) return place(0);
  const start = place(offset);
  if (problem.line === undefined || !isScalar(node)) return start;
  const inner = { line: problem.line, column: problem.column ?? 1 };
  return placeInScalar(node.type, start, text.slice(offset, node.range?.[1]), inner);
}

/** A value, and its position: if it has several lines, that of its name. */
interface Found {
  readonly value: Node | null;
  readonly start: Node | null;
}

/** Returns the node at a pointer, or the nearest one above it: a missing value has no position. */
function nodeAt(root: Node | null, keys: readonly string[]): Node | null {
  let found: Found = { value: root, start: root };
  for (const key of keys) {
    const next = child(found.value, key);
    if (!next) return found.start;
    found = next;
  }
  return found.start;
}

function child(node: Node | null, key: string): Found | undefined {
  if (isSeq<Node>(node)) {
    const item = node.items[Number(key)];
    return item && { value: item, start: item };
  }
  if (!isMap<Node, Node | null>(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  if (!pair) return undefined;
  return { value: pair.value, start: isCollection(pair.value) ? pair.key : (pair.value ?? pair.key) };
}

function messageOf({ code, message }: YAMLError): string {
  if (code === "MULTIPLE_DOCS") return "A file holds one document, but a second one begins here.";
  const hint = HINTS.find(([pattern]) => pattern.test(message))?.[1];
  return [message.endsWith(".") ? message : `${message}.`, ...(hint === undefined ? [] : [hint])].join(" ");
}

/** Hints for messages of the YAML parser, which describe the syntax but not the author's likely mistake. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^Nested mappings/, 'A text with ": " in it needs quotes; else look at the indentation.'],
  [/^Plain value cannot start/, "Put the text into quotes."],
  [/^Unexpected scalar at node end/, "A text that begins with {, [ or a quote needs quotes around all of it."],
];
