// The URL of a webhook. The template contains the scheme and host literally, and every value is percent-encoded, so no
// event can send a webhook, or a secret in its URL, to another host or path. Only a secret in the path is written
// unchanged, because services such as Slack issue a part of a path, slashes included, as the secret.

import type { Problem } from "#core/problem.ts";
import {
  type Emitter,
  type Part,
  plainText,
  type RenderContext,
  TextEmitter,
  TextPart,
  type WrittenOutput,
  writeTemplate,
} from "./dialect/dialect.ts";
import { MAX_URL_LENGTH } from "./limits.ts";
import { MessageFailure } from "./message-failure.ts";
import { type MessageTemplate, positionAt, templateProblem } from "./message-template.ts";
import type { TemplateRule } from "./rules.ts";
import { SECRETS } from "./template-scope.ts";

/** A URL template with a known host. */
export interface UrlTemplate {
  readonly template: MessageTemplate;
  /** Scheme, host and port, as the URL standard writes them: "https://api.example.com:8443". */
  readonly origin: string;
  /** Whether the URL is the same for every event. */
  readonly literal: boolean;
}

/** Characters that the URL standard drops or, like a backslash, reads as another character. */
const FORBIDDEN = /[\s\p{Cc}\\#]/u;
const FORBIDDEN_MESSAGE = "A URL can't contain spaces, line breaks, backslashes or #.";
/** Scheme and authority, up to the first character that can't be part of them. */
const AUTHORITY = /^(https?):\/\/([^/?]*)/i;

/** Checks the parts of a URL that are known before rendering; undefined if there are problems. */
export function checkUrlTemplate(template: MessageTemplate, problems: Problem[]): UrlTemplate | undefined {
  const before = problems.length;
  const report = (rule: TemplateRule, message: string, offset: number) => {
    problems.push(templateProblem(rule, template.pointer, message, positionAt(template.source, offset)));
  };
  for (const part of textParts(template.template.parts)) {
    const at = part.text.search(FORBIDDEN);
    if (at >= 0) report("template-url", FORBIDDEN_MESSAGE, part.offset + at);
  }
  const literal = template.template.parts.every((part) => part instanceof TextPart);
  const origin = originOf(template.template.parts[0], literal);
  if (typeof origin !== "string") report("template-url-host", origin.problem, 0);
  if (typeof origin !== "string" || problems.length > before) return undefined;
  const dots = literal ? dotSegment(template.source) : undefined;
  if (dots) report("template-url", dots, 0);
  return dots ? undefined : { template, origin, literal };
}

/** Renders a URL. `failureProblem` turns its exceptions into problems. */
export function renderUrlTemplate({ template, origin }: UrlTemplate, context: RenderContext): string {
  const emitter = new UrlEmitter(MAX_URL_LENGTH, "The URL");
  writeTemplate(template.template, context, emitter);
  // A filter that encodes or decodes may leave such characters.
  if (FORBIDDEN.test(emitter.buffer)) throw new MessageFailure("template-url", FORBIDDEN_MESSAGE);
  const dots = dotSegment(emitter.buffer);
  if (dots) throw new MessageFailure("template-url", dots);
  const url = URL.parse(emitter.buffer);
  if (url?.origin !== origin) throw new MessageFailure("template-url", "The rendered URL is not valid.");
  return url.href;
}

/** Percent-encodes values, except those that a filter encoded and secrets in the path. */
class UrlEmitter extends TextEmitter {
  /** Whether the query began before the block that is being written. */
  #inQuery = false;

  override output(value: unknown, part: WrittenOutput, bounded: boolean): void {
    const text = plainText(value, bounded);
    const [root, name] = part.variable ?? [];
    if (part.encoding === "url") this.append(text);
    else if (root === SECRETS && !this.#isInQuery()) this.append(checkedSecret(text, String(name)));
    else this.append(encode(text));
  }

  override changed(write: (inner: Emitter) => void, change: (text: string) => string): void {
    const before = this.#inQuery;
    this.#inQuery = this.#isInQuery();
    super.changed(write, change);
    this.#inQuery = before;
  }

  #isInQuery(): boolean {
    return this.#inQuery || this.buffer.includes("?");
  }
}

/** Characters that end the path, and segments that leave it. */
const NOT_IN_PATH = /[\s\p{Cc}\\?#]|(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/iu;

/** A secret for a path, unchanged. The error names it and shows nothing of it. */
function checkedSecret(text: string, name: string): string {
  if (!NOT_IN_PATH.test(text)) return text;
  const problem = "it contains a space, a line break, a backslash, ?, #, or a segment that is . or ..";
  throw new MessageFailure("template-url", `The secret "${name}" can't be used in the path of a URL: ${problem}.`);
}

/** Percent-encodes a text. Lone surrogates become U+FFFD. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function originOf(first: Part | undefined, literal: boolean): string | { problem: string } {
  const text = first instanceof TextPart ? first.text : "";
  const match = AUTHORITY.exec(text);
  const [head = "", , authority = ""] = match ?? [];
  if (!match || authority === "" || (head.length === text.length && !literal)) {
    const example = "https://api.example.com/orders/{{ event.OrderId }}";
    return {
      problem: `A URL must begin with a literal https://, a host, and a slash before any value: ${example}`,
    };
  }
  if (authority.includes("@"))
    return { problem: "A URL can't contain a user name or password. Use the Authorization header." };
  const url = URL.parse(head);
  return url && url.hostname !== "" ? url.origin : { problem: `"${authority}" is not a host.` };
}

/** The problem of a path with "." or ".." as a segment, which would be another path. */
function dotSegment(url: string): string | undefined {
  const path = url.replace(AUTHORITY, "").split("?", 1)[0] ?? "";
  const segments = path.split("/").map((segment) => segment.replaceAll(/%2e/gi, "."));
  if (!segments.includes(".") && !segments.includes("..")) return undefined;
  return 'The path of the URL has "." or ".." as a segment, which leads to another path.';
}

/** The texts of a template and its blocks. */
function* textParts(parts: readonly Part[]): Iterable<TextPart> {
  for (const part of parts) {
    if (part instanceof TextPart) yield part;
    for (const block of part.describe().blocks ?? []) yield* textParts(block.parts);
  }
}
