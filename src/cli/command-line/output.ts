// The way out of every command's text. Events, flow files and answers of targets are anyone's text: nothing of them may move
// the cursor of a terminal, change its colours, or turn a line around.

/** Prints lines for people. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(""));
}

/** Prints a text for people that has lines of its own. */
export function printText(text: string): void {
  process.stdout.write(printableText(text));
}

/** Prints a value for programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${harmless(JSON.stringify(value, null, 2))}\n`);
}

/** Prints a value as JSON or as a text. */
export function printEither(json: boolean, value: unknown, text: () => string): void {
  if (json) printJson(value);
  else printText(text());
}

/** Tells people, beside the output, how it goes. */
export function tell(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/** As `tell`, a text that has lines of its own. */
export function tellText(text: string): void {
  process.stderr.write(printableText(text));
}

/**
 * Keeps an output whose reader has gone from ending the process with a stack trace, as in `flowhook deliveries --all | head`.
 * A server runs on without its reader; any other command ends quietly.
 */
export function outliveReaders(isServer: boolean): void {
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

/** What the API says to do, in the words of this command. */
export function inOurWords(says: string): string {
  return says.replace(/\?force=true|"force": true/, "--force");
}

function printable(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Bidi_Control}]/gu, "\u{fffd}");
}

function printableText(text: string): string {
  return text.replaceAll(/(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu, "\u{fffd}");
}

/** JSON leaves some control characters as they are; escaped, they are the same text for programs. */
function harmless(json: string): string {
  return json.replaceAll(/(?!\n)[\p{Cc}\p{Bidi_Control}]/gu, (one) => {
    return `\\u${(one.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}

/** A JSON list that is printed as it grows, an entry a line, so that it may be longer than memory. */
export class JsonList {
  #count = 0;

  /** Prints more entries. */
  add(entries: readonly unknown[]): void {
    for (const entry of entries) {
      process.stdout.write(`${this.#count === 0 ? "[" : ","}\n${harmless(JSON.stringify(entry))}`);
      this.#count += 1;
    }
  }

  /** Ends the list. */
  end(): void {
    process.stdout.write(this.#count === 0 ? "[]\n" : "\n]\n");
  }
}
