// What commands print of what others wrote. Answers of targets are anyone's text: nothing of them may move the cursor or
// turn the line around.

/** Prints lines for people. */
export function printLines(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(""));
}

/** Prints a value for programs; JSON escapes what would do harm but for some of it. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Tells people, beside the output, how it goes. */
export function tell(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
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

/** A JSON list that is printed as it grows, an entry a line, so that it may be longer than memory. */
export class JsonList {
  #count = 0;

  /** Prints more entries. */
  add(entries: readonly unknown[]): void {
    for (const entry of entries) {
      process.stdout.write(`${this.#count === 0 ? "[" : ","}\n${JSON.stringify(entry)}`);
      this.#count += 1;
    }
  }

  /** Ends the list. */
  end(): void {
    process.stdout.write(this.#count === 0 ? "[]\n" : "\n]\n");
  }
}
