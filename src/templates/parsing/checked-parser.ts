// liquidjs's parser, stopped from passing over what it does not understand. It makes our parts, goes on after a mistake
// where it can, so that all mistakes of a template are reported at once, and refuses what is left over in a tag:
// liquidjs reads as far as it can and leaves the rest, `{% for x in list|slice:':3' %}` loops over the whole list.

import type { TagToken, TopLevelToken } from "liquidjs";
import { type Liquid, LiquidError, Parser, type Tag, type Template, type Token, Tokenizer, TypeGuards } from "liquidjs";
import { MAX_BLOCK_DEPTH, MAX_PROBLEMS } from "../limits.ts";
import { danglingPipe, OutputPart } from "./output-part.ts";
import { refusedTag, unknownTag } from "./refused-names.ts";
import type { Finding } from "./template-check.ts";
import { TextPart } from "./text-part.ts";

type Parsed = ReturnType<Parser["parseToken"]>;

/** Thrown when the rest of a template can't be understood; what is wrong has been reported. */
class Abandoned extends Error {}

/** Parses one template. */
export class CheckedParser extends Parser {
  readonly findings: Finding[] = [];
  readonly #engine: Liquid;
  readonly #unknownBlocks = new Set<string>();
  #depth = 0;

  constructor(engine: Liquid) {
    super(engine);
    this.#engine = engine;
  }

  /** The parts of a template; undefined when it could not be read to its end. Findings are kept beside. */
  parseAll(source: string): Template[] | undefined {
    try {
      return this.parse(source);
    } catch (error) {
      if (!isAbandoned(error)) this.#reportError(error, undefined);
      return undefined;
    }
  }

  override parseTokens(tokens: TopLevelToken[]): Template[] {
    const all = [...tokens];
    const templates = super.parseTokens(tokens);
    this.#checkRests(all);
    return templates;
  }

  override parseToken(token: TopLevelToken, rest: TopLevelToken[]): Parsed {
    this.#depth++;
    try {
      // liquidjs declares three classes of its own, but needs no more of them than that they are templates.
      return this.#toPart(token, rest) as Template as Parsed;
    } catch (error) {
      if (isAbandoned(error)) throw error;
      this.#reportError(error, token);
      if (!isOutput(token)) throw new Abandoned();
      return new TextPart(token, "", token.begin) as Template as Parsed;
    } finally {
      this.#depth--;
    }
  }

  #toPart(token: TopLevelToken, rest: TopLevelToken[]): Template {
    if (TypeGuards.isTagToken(token)) return this.#toTag(token, rest);
    if (TypeGuards.isOutputToken(token)) {
      const { operators, groupedExpressions } = this.#engine.options;
      const range = token.contentRange;
      return new OutputPart(
        token,
        new Tokenizer(token.input, operators, undefined, range, groupedExpressions),
        this.#engine,
      );
    }
    return new TextPart(token, token.getContent(), token.begin + token.trimLeft);
  }

  #toTag(token: TagToken, rest: TopLevelToken[]): Template {
    if (this.#depth > MAX_BLOCK_DEPTH) {
      this.#report({ rule: "template-limit", message: `Blocks nest deeper than ${MAX_BLOCK_DEPTH}.`, token });
      throw new Abandoned();
    }
    if (isOutput(token)) return new OutputPart(token, token.tokenizer, this.#engine);
    if (this.#engine.tags[token.name]) return super.parseToken(token, rest) as Tag;
    this.#reportUnknownTag(token);
    token.tokenizer.p = token.tokenizer.N;
    return new TextPart(token, "", token.begin);
  }

  #reportUnknownTag(token: TagToken): void {
    if (token.name.startsWith("end") && this.#unknownBlocks.has(token.name.slice("end".length))) return;
    this.#unknownBlocks.add(token.name);
    const refused = refusedTag(token.name) ?? unknownTag(token.name, Object.keys(this.#engine.tags));
    this.#report({ ...refused, token });
  }

  /** Reports what tags did not read of themselves. */
  #checkRests(tokens: readonly TopLevelToken[]): void {
    let inComment = false;
    for (const token of tokens) {
      if (!TypeGuards.isTagToken(token)) continue;
      if (token.name === "comment") inComment = true;
      else if (token.name === "endcomment") inComment = false;
      else if (!inComment && token.name !== "#") this.#checkRest(token);
    }
  }

  #checkRest(token: TagToken): void {
    const { tokenizer } = token;
    tokenizer.skipBlank();
    // The end of a raw block is made in a way that leaves no tokenizer worth a look.
    if (token.name === "endraw") return;
    const pipe = danglingPipe(tokenizer);
    if (pipe !== undefined) {
      const message = "This can't be understood: a filter's name was expected after |.";
      this.#report({ rule: "template-syntax", message, token, offset: pipe });
      return;
    }
    if (tokenizer.end()) return;
    const message = `"${tokenizer.remaining().trim()}" can't be understood here in {% ${token.name} %}.`;
    this.#report({ rule: "template-syntax", message, token, offset: tokenizer.p });
  }

  #reportError(error: unknown, token: Token | undefined): void {
    if (error instanceof RangeError || (LiquidError.is(error) && error.originalError instanceof RangeError)) {
      this.#report({ rule: "template-limit", message: "The template nests too deeply.", token });
      return;
    }
    if (!LiquidError.is(error)) throw error;
    const detail = error.originalError?.message ?? withoutPosition(error);
    this.#report({ rule: "template-syntax", message: `This can't be understood: ${detail}.`, token: error.token });
  }

  #report(finding: Finding): void {
    this.findings.push(finding);
    if (this.findings.length >= MAX_PROBLEMS) throw new Abandoned();
  }
}

/** An output is understood or not for itself; a tag that is not understood takes the tags after it along. */
function isOutput(token: TopLevelToken): boolean {
  return TypeGuards.isTagToken(token) ? token.name === "echo" : TypeGuards.isOutputToken(token);
}

function isAbandoned(error: unknown): boolean {
  return error instanceof Abandoned || (LiquidError.is(error) && error.originalError instanceof Abandoned);
}

/** liquidjs ends its messages with the position, which we give apart. */
function withoutPosition({ message, token }: LiquidError): string {
  const [line, column] = token.getPosition();
  const position = `, line:${line}, col:${column}`;
  return message.endsWith(position) ? message.slice(0, -position.length) : message;
}
