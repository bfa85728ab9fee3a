// Two texts, line by line: what stays, what was expected and is not there, what is there and was not expected. The longest
// common part is found by the table of all prefixes; texts here are bodies of webhooks, some dozens of lines long.

/** A line, and on which side it stands. */
export interface DiffLine {
  readonly side: "both" | "expected" | "found";
  readonly text: string;
}

/** More lines than this on both sides are not compared one by one: the table would have millions of cells. */
const MAX_LINES = 1_000;

/** The lines of two texts in one list. */
export function lineDifference(expected: string, found: string): DiffLine[] {
  const [a, b] = [expected.split("\n"), found.split("\n")];
  if (a.length > MAX_LINES || b.length > MAX_LINES) return [...a.map(onlyExpected), ...b.map(onlyFound)];
  const common = commonLengths(a, b);
  const lines: DiffLine[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    const line = nextLine(a[i], b[j], at(common, i + 1, j) >= at(common, i, j + 1));
    lines.push(line);
    if (line.side !== "found") i++;
    if (line.side !== "expected") j++;
  }
  return lines;
}

/** Which of two lines comes next; of two that differ the expected one, if that leaves as much in common. */
function nextLine(left: string | undefined, right: string | undefined, expectedFirst: boolean): DiffLine {
  if (left === undefined) return onlyFound(right ?? "");
  if (left === right) return { side: "both", text: left };
  return right === undefined || expectedFirst ? onlyExpected(left) : onlyFound(right);
}

/** For each pair of places, how many lines the two rests have in common at most. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = table[i] ?? [];
      row[j] = a[i] === b[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function at(table: readonly (readonly number[])[], i: number, j: number): number {
  return table[i]?.[j] ?? 0;
}

function onlyExpected(text: string): DiffLine {
  return { side: "expected", text };
}

function onlyFound(text: string): DiffLine {
  return { side: "found", text };
}
