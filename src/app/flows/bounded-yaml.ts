// Parses YAML within limits. It reads the text as a stream of tokens first, so a file that would take minutes or gigabytes
// as a document is refused in linear time.

import { Composer, CST, type Document, Lexer, type LineCounter, Parser, YAMLParseError } from "yaml";

/**
 * The longest file, in characters. People write flow files as text. The largest flow that can be deployed is far smaller,
 * because a DynamoDB item holds at most 400 KB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 */
export const MAX_FILE_LENGTH = 1024 * 1024;

/** The largest number of tokens in a file, without spaces, line ends and comments: a name with its value has five. */
export const MAX_TOKENS = 200_000;

/** The deepest nesting of a file: a body may nest 64 levels (MAX_BODY_DEPTH), eight levels below the top of the file. */
export const MAX_NESTING = 100;

/** The largest number of aliases in a file, and of values that all of them together expand to. */
export const MAX_ALIASES = 100;

/** A document, or the limit that the text exceeds and its position. */
type BoundedYaml =
  | { readonly ok: true; readonly document: Document }
  | { readonly ok: false; readonly message: string; readonly offset: number };

const BLANK: ReadonlySet<string | null> = new Set(["space", "newline", "comment", "doc-mode", "flow-error-end"]);

/** Parses YAML. `lines` receives the beginning of each line. */
export function readBoundedYaml(text: string, lines: LineCounter): BoundedYaml {
  if (text.length > MAX_FILE_LENGTH) {
    return refused(`The file has ${text.length} characters; it may have at most ${MAX_FILE_LENGTH}.`, 0);
  }
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let count = 0;
  let aliases = 0;
  let before: string = CST.DOCUMENT;
  for (const lexeme of new Lexer().lex(text)) {
    const type = CST.tokenType(lexeme);
    if (!BLANK.has(type)) count += 1;
    // After a SCALAR token the asterisk is part of a text.
    if (type === "alias" && before !== CST.SCALAR) aliases += 1;
    before = lexeme;
    tokens.push(...parser.next(lexeme));
    const limit = exceeded(count, aliases, parser.stack.length);
    if (limit !== undefined) return refused(limit, parser.offset);
  }
  tokens.push(...parser.end());
  return { ok: true, document: firstDocument(tokens, text.length) };
}

function exceeded(count: number, aliases: number, nesting: number): string | undefined {
  if (count > MAX_TOKENS)
    return `The file has more than ${MAX_TOKENS} names, values and marks. Split it, or shorten it.`;
  if (aliases > MAX_ALIASES) return `The file has more than ${MAX_ALIASES} aliases. Write out some of them.`;
  return nesting > MAX_NESTING ? `The file nests deeper than ${MAX_NESTING} levels here. Make it flatter.` : undefined;
}

/** Returns the first document, with an error if a second one begins. */
function firstDocument(tokens: readonly CST.Token[], length: number): Document {
  // Unique keys are checked later: the parser's own check takes quadratic time. Tags are disabled, because !!binary and
  // others produce values that JSON lacks.
  const composer = new Composer({ uniqueKeys: false, prettyErrors: false, resolveKnownTags: false });
  const [document, second] = composer.compose(tokens, true, length);
  if (document === undefined) throw new Error("The YAML parser made no document");
  if (second !== undefined) {
    document.errors.push(new YAMLParseError([second.range[0], second.range[1]], "MULTIPLE_DOCS", "A second document"));
  }
  return document;
}

function refused(message: string, offset: number): BoundedYaml {
  return { ok: false, message, offset };
}
