// Parses a template. The parser continues after a mistake if it can, so that one parse reports all mistakes, and it
// skips nothing that it can't read.

import { type TagToken, TypeGuards } from "liquidjs";
import type { Expression, Span } from "../expressions/ast.ts";
import { compile, type Evaluate, type Filters } from "../expressions/compile.ts";
import { ExpressionParser } from "../expressions/expression-parser.ts";
import { SyntaxProblem } from "../expressions/lexer.ts";
import { MAX_BLOCK_DEPTH, MAX_PROBLEMS } from "../limits.ts";
import type { ParseRule } from "../rules.ts";
import { OutputPart, type Part, TextPart } from "./parts.ts";
import { TemplateReader, type TemplateToken, TextToken } from "./template-reader.ts";
import { type Finding, isBlockWord, unknownTag, type Vocabulary } from "./vocabulary.ts";

/** One branch of a block, up to the tag that ends the block or begins the next branch. */
interface Branch {
  readonly parts: readonly Part[];
  readonly end: TagToken;
}

/** The output in the form of a tag. */
const ECHO = "echo";

/** The class of a tag. Its constructor reads the tag and takes the tokens of its block from those that follow. */
export type TagClass = new (token: TagToken, rest: TemplateToken[], parser: DialectParser) => Part;

/** The parser of one template. */
export class DialectParser {
  readonly filters: Filters;
  readonly findings: readonly Finding[];
  readonly #tags: ReadonlyMap<string, TagClass>;
  readonly #vocabulary: Vocabulary;
  readonly #mistakes = new Mistakes();
  readonly #tagNames: readonly string[];
  readonly #unknownBlocks = new Set<string>();
  #depth = 0;
  #loops = 0;

  constructor(tags: ReadonlyMap<string, TagClass>, filters: Filters, vocabulary: Vocabulary) {
    this.#tags = tags;
    this.filters = filters;
    this.#vocabulary = vocabulary;
    this.#tagNames = [...tags.keys(), ECHO];
    this.findings = this.#mistakes.findings;
  }

  /** The parts of a template, as far as it could be read; `findings` has the mistakes. */
  parseAll(source: string): readonly Part[] {
    try {
      const report = (finding: Finding) => this.#mistakes.report(finding);
      return this.#parseAll(new TemplateReader(source, report).read());
    } catch (error) {
      if (error instanceof Abandoned) return [];
      throw error;
    }
  }

  /** Parses the content of a block up to one of the tags `ends`. @param opening The tag that opens the block. */
  parseBranch(opening: TagToken, rest: TemplateToken[], ends: readonly string[]): Branch {
    return this.#nested(opening, () => {
      const parts: Part[] = [];
      for (let token = rest.shift(); token; token = rest.shift()) {
        if (isTagToken(token) && this.#endsBranch(token, opening, ends)) return { parts, end: token };
        parts.push(this.#toPart(token, rest));
      }
      return this.#mistakes.abandon(notClosed(opening));
    });
  }

  /** Parses the content of a block without branches, up to its end tag. */
  parseBlock(opening: TagToken, rest: TemplateToken[]): readonly Part[] {
    const { parts, end } = this.parseBranch(opening, rest, [`end${opening.name}`]);
    this.readNothing(end);
    return parts;
  }

  /** Parses tokens inside a tag, such as the lines of `liquid`. */
  parseInside(opening: TagToken, tokens: TemplateToken[]): readonly Part[] {
    return this.#nested(opening, () => this.#parseAll(tokens));
  }

  /** Parses the body of a loop, which `break` may leave. */
  insideLoop<Value>(parse: () => Value): Value {
    this.#loops++;
    const value = parse();
    this.#loops--;
    return value;
  }

  /** Whether the tag being parsed is inside a loop. */
  get isInsideLoop(): boolean {
    return this.#loops > 0;
  }

  /** Reads the words after the tag's name; undefined if they are invalid, which is reported. */
  read<Value>(token: TagToken, read: (words: ExpressionParser) => Value): Value | undefined {
    return this.#mistakes.read(token.input, { begin: token.tokenizer.p, end: token.contentRange[1] }, read);
  }

  /** Reports any words after the tag's name. */
  readNothing(token: TagToken): void {
    this.read(token, () => undefined);
  }

  /** Compiles an expression of this template. */
  compile(expression: Expression): Evaluate {
    return compile(expression, this.filters);
  }

  /** Reports a mistake in a tag. */
  report(message: string, offset: number, rule: ParseRule = "template-syntax"): void {
    this.#mistakes.report({ rule, message, offset });
  }

  #parseAll(tokens: TemplateToken[]): readonly Part[] {
    const parts: Part[] = [];
    for (let token = tokens.shift(); token; token = tokens.shift()) parts.push(this.#toPart(token, tokens));
    return parts;
  }

  #endsBranch(token: TagToken, opening: TagToken, ends: readonly string[]): boolean {
    if (ends.includes(token.name)) return true;
    if (isBlockWord(token.name, this.#tagNames)) this.#mistakes.abandon(misplaced(token, opening, ends));
    return false;
  }

  #nested<Value>({ begin: offset }: TagToken, parse: () => Value): Value {
    if (++this.#depth > MAX_BLOCK_DEPTH) {
      const message = `Blocks nest deeper than ${MAX_BLOCK_DEPTH}.`;
      this.#mistakes.abandon({ rule: "template-limit-depth", message, offset });
    }
    const value = parse();
    this.#depth--;
    return value;
  }

  #toPart(token: TemplateToken, rest: TemplateToken[]): Part {
    if (token instanceof TextToken) return new TextPart(token, token.text, token.from);
    if (!isTagToken(token)) return this.#toOutput(token, token.contentRange);
    if (token.name === ECHO) return this.#toOutput(token, { begin: token.tokenizer.p, end: token.contentRange[1] });
    const TagClass = this.#tags.get(token.name);
    if (TagClass) return new TagClass(token, rest, this);
    this.#reportNoTag(token);
    return new TextPart(token, "", token.begin);
  }

  #toOutput(token: TemplateToken, range: Span): Part {
    const expression = this.#mistakes.read(token.input, range, (words) => words.expression());
    return expression ? new OutputPart(token, expression, this.filters) : new TextPart(token, "", token.begin);
  }

  #reportNoTag({ name, begin: offset }: TagToken): void {
    if (name.startsWith("end") && this.#unknownBlocks.has(name.slice("end".length))) return;
    this.#unknownBlocks.add(name);
    if (isBlockWord(name, this.#tagNames)) {
      this.report(`{% ${name} %} is outside of its block.`, offset);
    } else this.#mistakes.report({ ...unknownTag(name, this.#tagNames, this.#vocabulary), offset });
  }
}

function isTagToken(token: TemplateToken): token is TagToken {
  return TypeGuards.isTagToken(token);
}

// The mistakes that parsing finds.

/** Thrown when the rest of a template can't be read. The mistake is reported before. */
class Abandoned extends Error {}

/** Collects mistakes up to MAX_PROBLEMS. */
class Mistakes {
  readonly findings: Finding[] = [];

  /** Reports a mistake. @throws Abandoned at the limit */
  report(finding: Finding): void {
    this.findings.push(finding);
    if (this.findings.length >= MAX_PROBLEMS) throw new Abandoned();
  }

  /** Reports a mistake that makes the rest of the template unreadable. */
  abandon(finding: Finding): never {
    this.findings.push(finding);
    throw new Abandoned();
  }

  /** Reads a whole range of the source; undefined if it is invalid, which is reported. */
  read<Value>(source: string, range: Span, read: (words: ExpressionParser) => Value): Value | undefined {
    try {
      const words = new ExpressionParser(source, range);
      const value = read(words);
      words.expectEnd();
      return value;
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      this.report({ rule: error.rule, message: error.message, offset: error.offset });
      return undefined;
    }
  }
}

/** A tag that belongs to another block. */
function misplaced(token: TagToken, opening: TagToken, ends: readonly string[]): Finding {
  const expected = ends.map((name) => `{% ${name} %}`).join(", ");
  const message = `{% ${token.name} %} can't be inside {% ${opening.name} %}. Expected ${expected} first.`;
  return { rule: "template-syntax", message, offset: token.begin };
}

/** A block without an end tag. */
export function notClosed({ name, begin: offset }: TagToken): Finding {
  const message = `{% ${name} %} is not closed: {% end${name} %} is missing.`;
  return { rule: "template-syntax", message, offset };
}
