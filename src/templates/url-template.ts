// The URL of a webhook. Scheme and host stand literally in the template and every value is percent-encoded, so nothing
// that an event carries can send a webhook, or a secret in its URL, to another host or to another path. A secret alone goes
// into the path as it is written, because services such as Slack give out a part of a path, slashes included, as the secret.

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
import type { MessageTemplate } from "./message-template.ts";
import { positionAt, templateProblem } from "./message-template.ts";
import type { TemplateRule } from "./rules.ts";
import { SECRETS } from "./template-scope.ts";

/** A URL template whose host is known. */
export interface UrlTemplate {
  readonly template: MessageTemplate;
  /** Scheme, host and port, as the URL standard writes them: "https://api.example.com:8443". */
  readonly origin: string;
  /** Whether the URL is the same for every event. */
  readonly literal: boolean;
}

/** What a URL's text can't hold: the URL standard drops some of it, and reads a backslash as a slash. */
const FORBIDDEN = /[\s\p{Cc}\\#]/u;
const FORBIDDEN_MESSAGE = "A URL can't hold spaces, line breaks, backslashes or #.";
/** Scheme and authority at the beginning of a URL, up to the first character that can't belong to them. */
const AUTHORITY = /^(https?):\/\/([^/?]*)/i;

/** Checks what of a URL is known before it is rendered; undefined when there are problems. */
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

/** Renders a URL. Throws what `failureProblem` makes a problem of. */
export function renderUrlTemplate({ template, origin }: UrlTemplate, context: RenderContext): string {
  const emitter = new UrlEmitter(MAX_URL_LENGTH, "The URL");
  writeTemplate(template.template, context, emitter);
  // Filters that encode, or undo it, may leave some of these.
  if (FORBIDDEN.test(emitter.buffer)) throw new MessageFailure("template-url", FORBIDDEN_MESSAGE);
  const dots = dotSegment(emitter.buffer);
  if (dots) throw new MessageFailure("template-url", dots);
  const url = URL.parse(emitter.buffer);
  if (url?.origin !== origin) throw new MessageFailure("template-url", "The rendered URL is not a valid one.");
  return url.href;
}

/** Percent-encodes values, but those that a filter has encoded already, and secrets in the path. */
class UrlEmitter extends TextEmitter {
  /** Whether the query had begun before the block that is being written. */
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

/** What would end the path, or lead out of it. */
const NOT_IN_PATH = /[\s\p{Cc}\\?#]|(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/iu;

/** A secret that may stand in a path as it is written. The message names it and shows nothing of it. */
function checkedSecret(text: string, name: string): string {
  if (!NOT_IN_PATH.test(text)) return text;
  const problem = "it holds a space, a line break, a backslash, ?, #, or a part that is . or ..";
  throw new MessageFailure("template-url", `The secret "${name}" can't stand in the path of a URL: ${problem}.`);
}

/** Half of a surrogate pair can't be encoded; it becomes U+FFFD. */
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
      problem: `A URL begins with https:// and a host that are written out, and a slash before values: ${example}`,
    };
  }
  if (authority.includes("@"))
    return { problem: "A URL can't hold a user name or password. Use the Authorization header." };
  const url = URL.parse(head);
  return url && url.hostname !== "" ? url.origin : { problem: `"${authority}" is not a host.` };
}

/** What is wrong with a path that has "." or ".." for a name, which would be another path. */
function dotSegment(url: string): string | undefined {
  const path = url.replace(AUTHORITY, "").split("?", 1)[0] ?? "";
  const segments = path.split("/").map((segment) => segment.replaceAll(/%2e/gi, "."));
  if (!segments.includes(".") && !segments.includes("..")) return undefined;
  return 'The path of the URL holds a "." or ".." of its own, which would lead to another path.';
}

/** The texts of a template, those in its blocks too. */
function* textParts(parts: readonly Part[]): Iterable<TextPart> {
  for (const part of parts) {
    if (part instanceof TextPart) yield part;
    for (const block of part.describe().blocks ?? []) yield* textParts(block.parts);
  }
}
