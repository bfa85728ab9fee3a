// liquidjs's parser, made to understand our pieces and expressions. It goes on after a mistake where it can, so that all
// mistakes of a template are told at once, and nothing that it does not understand is passed over.

import { type TagToken, TypeGuards } from "liquidjs";
import type { Expression, Span } from "../expressions/ast.ts";
import { compile } from "../expressions/compile.ts";
import type { Evaluate, Filters } from "../expressions/evaluate.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import { MAX_BLOCK_DEPTH } from "../limits.ts";
import type { ParseRule } from "../rules.ts";
import type { Finding } from "./finding.ts";
import { Abandoned, Mistakes, misplaced, notClosed } from "./mistakes.ts";
import { OutputPart } from "./output-part.ts";
import type { Part } from "./part.ts";
import { TemplateReader } from "./template-reader.ts";
import { TextPart } from "./text-part.ts";
import { type TemplateToken, TextToken } from "./tokens.ts";
import { isBlockWord, unknownTag } from "./unknown-tag.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A part of a block: up to the tag that ends it, or begins the next part. */
export interface Branch {
  readonly parts: readonly Part[];
  readonly end: TagToken;
}

/** The output that has the form of a tag. */
const ECHO = "echo";

/** The class of a tag. It reads the tag, and of the pieces that follow takes those of its block. */
export type TagClass = new (token: TagToken, rest: TemplateToken[], parser: DialectParser) => Part;

/** Parses one template. */
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

  /** The parts of a template, as far as it could be read. Findings are kept beside. */
  parseAll(source: string): readonly Part[] {
    try {
      const report = (finding: Finding) => this.#mistakes.report(finding);
      return this.#parseAll(new TemplateReader(source, report).read());
    } catch (error) {
      if (error instanceof Abandoned) return [];
      throw error;
    }
  }

  /** Parses the inside of a block up to one of these tags. @param opening The tag that opens the block. */
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

  /** Parses the inside of a block that has one part, up to its end tag. */
  parseBlock(opening: TagToken, rest: TemplateToken[]): readonly Part[] {
    const { parts, end } = this.parseBranch(opening, rest, [`end${opening.name}`]);
    this.readNothing(end);
    return parts;
  }

  /** Parses pieces that stand inside a tag, as the lines of `liquid` do. */
  parseInside(opening: TagToken, tokens: TemplateToken[]): readonly Part[] {
    return this.#nested(opening, () => this.#parseAll(tokens));
  }

  /** Parses the inside of a loop, which `break` can leave. */
  insideLoop<Value>(parse: () => Value): Value {
    this.#loops++;
    const value = parse();
    this.#loops--;
    return value;
  }

  /** Whether what is being parsed stands in a loop. */
  get isInsideLoop(): boolean {
    return this.#loops > 0;
  }

  /** Reads what stands in a tag after its name; undefined where it can't be understood, which is then reported. */
  read<Value>(token: TagToken, read: (words: ExpressionParser) => Value): Value | undefined {
    return this.#mistakes.read(token.input, { begin: token.tokenizer.p, end: token.contentRange[1] }, read);
  }

  /** Refuses whatever stands in a tag after its name. */
  readNothing(token: TagToken): void {
    this.read(token, () => undefined);
  }

  /** Makes an expression of this template a function. */
  compile(expression: Expression): Evaluate {
    return compile(expression, this.filters);
  }

  /** Keeps something wrong with a tag. */
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
      this.report(`{% ${name} %} stands outside of the block that it belongs to.`, offset);
    } else this.#mistakes.report({ ...unknownTag(name, this.#tagNames, this.#vocabulary), offset });
  }
}

function isTagToken(token: TemplateToken): token is TagToken {
  return TypeGuards.isTagToken(token);
}
