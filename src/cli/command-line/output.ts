// Prints the output of every command. Events, flow files and responses of targets may hold control characters; printed as they
// are, these could move the cursor of a terminal, change its colors or reverse a line. So they are replaced or escaped.

/** Prints lines of text to stdout. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(""));
}

/** Prints text with line breaks to stdout. */
export function printText(text: string): void {
  process.stdout.write(printableText(text));
}

/** Prints a value to stdout as JSON. */
export function printJson(value: unknown): void {
  process.stdout.write(`${harmless(JSON.stringify(value, null, 2))}\n`);
}

/** Prints a value as JSON, or its text. */
export function printEither(json: boolean, value: unknown, text: () => string): void {
  if (json) printJson(value);
  else printText(text());
}

/** Prints a line about the command's progress or failure to stderr. */
export function printNotice(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/** As printNotice, for text with line breaks. */
export function printNotices(text: string): void {
  process.stderr.write(printableText(text));
}

/**
 * Prevents a stack trace when the reader of the output exits first, as in `flowhook deliveries --all | head`: a server keeps
 * running; any other command exits silently.
 */
export function survivePipeErrors(isServer: boolean): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.removeListener("error", endQuietly).removeListener("error", runOn);
    stream.on("error", isServer ? runOn : endQuietly);
  }
}

function endQuietly(error: NodeJS.ErrnoException): void {
  runOn(error);
  process.exit();
}

function runOn(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
}

function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, "\u{fffd}");
}

function printableText(text: string): string {
  return text.replaceAll(/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu, "\u{fffd}");
}

/** JSON.stringify leaves some control characters unescaped. Escaped, they parse to the same text. */
function harmless(json: string): string {
  return json.replaceAll(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, (one) => {
    return `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}

/** Prints a JSON list entry by entry, so that a list may be larger than memory. */
export class JsonList {
  #count = 0;

  add(entries: readonly unknown[]): void {
    for (const entry of entries) {
      process.stdout.write(`${this.#count === 0 ? "[" : ","}\n${harmless(JSON.stringify(entry))}`);
      this.#count += 1;
    }
  }

  /** Prints the closing bracket. */
  end(): void {
    process.stdout.write(this.#count === 0 ? "[]\n" : "\n]\n");
  }
}
