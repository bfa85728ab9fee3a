// Finds the first mistake in JSON (RFC 8259). JSON.parse detects mistakes faster, but its messages depend on the
// engine. The reader does not recurse, so no depth of brackets exhausts the stack.

/** The offset of a mistake and the syntax expected there. */
interface JsonMistake {
  readonly offset: number;
  readonly expected: string;
}

type Expecting = "value" | "first item" | "first key" | "key" | "colon" | "comma" | "end";

const EXPECTED: Record<Expecting, string> = {
  value: "a value",
  "first item": "a value or ]",
  "first key": "a key in quotes or }",
  key: "a key in quotes",
  colon: "a colon",
  comma: "a comma or the closing bracket",
  end: "the end of the body",
};

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[\x20-\x21\x23-\x5b\x5d-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
const STRING_SO_FAR = /"(?:[\x20-\x21\x23-\x5b\x5d-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*/y;
const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A text in quotes, a bracket, or anything else. */
const BRACKETS = /"(?:[^"\\]|\\.)*"|[[{\]}]/g;

/** Whether brackets nest deeper than `most` levels in a JSON text. */
export function nestsDeeperThan(text: string, most: number): boolean {
  // Few bodies have as many opening brackets as the limit.
  if (openingBrackets(text) <= most) return false;
  let depth = 0;
  for (const [token] of text.matchAll(BRACKETS)) {
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    if (depth > most) return true;
  }
  return false;
}

function openingBrackets(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "[" || character === "{") count += 1;
  }
  return count;
}

/** The first mistake in a text; undefined if it is JSON. */
export function jsonMistake(text: string): JsonMistake | undefined {
  const open: ("{" | "[")[] = [];
  let expecting: Expecting = "value";
  let offset = endOf(SPACE, text, 0) ?? 0;
  while (offset < text.length) {
    const step = readToken(text, offset, expecting, open);
    if (step === undefined) return mistakeAt(text, offset, expecting);
    expecting = step.expecting;
    offset = endOf(SPACE, text, step.end) ?? step.end;
  }
  return expecting === "end" ? undefined : { offset, expected: EXPECTED[expecting] };
}

/** Inside a string, the mistake is at the first invalid character. */
function mistakeAt(text: string, offset: number, expecting: Expecting): JsonMistake {
  const inText = TEXT_BEGINS.has(expecting) ? endOf(STRING_SO_FAR, text, offset) : undefined;
  if (inText === undefined) return { offset, expected: EXPECTED[expecting] };
  return { offset: inText, expected: "the end of a text (a line break is written \\n)" };
}

const TEXT_BEGINS: ReadonlySet<Expecting> = new Set(["value", "first item", "first key", "key"]);

interface Step {
  readonly end: number;
  readonly expecting: Expecting;
}

function readToken(text: string, offset: number, expecting: Expecting, open: ("{" | "[")[]): Step | undefined {
  const char = text.charAt(offset);
  switch (expecting) {
    case "first key":
      if (char === "}") return close(offset, open);
      return step(endOf(STRING, text, offset), "colon");
    case "key":
      return step(endOf(STRING, text, offset), "colon");
    case "colon":
      return char === ":" ? { end: offset + 1, expecting: "value" } : undefined;
    case "comma":
      return readComma(char, offset, open);
    case "first item":
      return char === "]" ? close(offset, open) : readValue(text, offset, open);
    case "value":
      return readValue(text, offset, open);
    case "end":
      return undefined;
  }
}

function readComma(char: string, offset: number, open: ("{" | "[")[]): Step | undefined {
  const inObject = open.at(-1) === "{";
  if (char === ",") return { end: offset + 1, expecting: inObject ? "key" : "value" };
  return char === (inObject ? "}" : "]") ? close(offset, open) : undefined;
}

function readValue(text: string, offset: number, open: ("{" | "[")[]): Step | undefined {
  const char = text.charAt(offset);
  if (char === "{" || char === "[") {
    open.push(char);
    return { end: offset + 1, expecting: char === "{" ? "first key" : "first item" };
  }
  return step(endOf(char === '"' ? STRING : SCALAR, text, offset), afterValue(open));
}

function close(offset: number, open: ("{" | "[")[]): Step {
  open.pop();
  return { end: offset + 1, expecting: afterValue(open) };
}

function afterValue(open: readonly string[]): Expecting {
  return open.length > 0 ? "comma" : "end";
}

function step(end: number | undefined, expecting: Expecting): Step | undefined {
  return end === undefined ? undefined : { end, expecting };
}

/** The end of a pattern that matches at `offset`; undefined if it does not match. */
function endOf(pattern: RegExp, text: string, offset: number): number | undefined {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
