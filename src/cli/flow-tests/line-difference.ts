// The difference of two texts, line by line, from their longest common subsequence. Its table has a cell for each pair of lines;
// the texts are bodies of webhooks with a few dozen lines.

/** A line, and the side that has it. */
export interface DiffLine {
  readonly side: "both" | "expected" | "found";
  readonly text: string;
}

/** Longer texts are not compared line by line, because the table would have millions of cells. */
const MAX_LINES = 1_000;

/** The lines of both texts in one list. */
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

/** The line that comes next. Of two that differ it is the expected one, if that keeps as many lines in common. */
function nextLine(left: string | undefined, right: string | undefined, expectedFirst: boolean): DiffLine {
  if (left === undefined) return onlyFound(right ?? "");
  if (left === right) return { side: "both", text: left };
  return right === undefined || expectedFirst ? onlyExpected(left) : onlyFound(right);
}

/** For each pair of positions, the length of the longest common subsequence of the lines from there on. */
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
