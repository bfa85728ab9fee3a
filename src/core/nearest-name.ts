// Suggests the known name that a misspelt name may mean: the one with the fewest letters to change, if they are few. The work is
// bounded, because the misspelt name comes from a request and a catalogue may have a hundred thousand flows.

/** One mistake is allowed for so many letters; a shorter name may have one mistake as well. */
const LETTERS_PER_MISTAKE = 3;

/** Longest name that is compared, in characters. */
const LONGEST_NAME = 200;

/** Most pairs of letters that one search compares, which takes some 20 ms. It then returns the nearest name so far. */
const MOST_COMPARISONS = 1_000_000;

/**
 * A sentence with the nearest of `names`, after a space: ` Did you mean "metric"?`. If no name is near, or the nearest is the
 * name itself, `otherwise` after a space, or nothing.
 */
export function didYouMean(name: string, names: Iterable<string>, otherwise = ""): string {
  const near = nearestName(name, names);
  return suggestion(near === undefined || near === name ? undefined : `"${near}"`, otherwise);
}

/** The same sentence with a suggestion that the caller writes out; if it is undefined, `otherwise` after a space, or nothing. */
export function suggestion(meant: string | undefined, otherwise = ""): string {
  if (meant !== undefined) return ` Did you mean ${meant}?`;
  return otherwise === "" ? "" : ` ${otherwise}`;
}

/**
 * The first of `names` with the fewest mistakes in `name`; undefined if each has more than a third of its letters wrong. Two
 * neighbours that changed places are one mistake.
 */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const meant = fold(name);
  const rowOfCells = () => new Uint8Array(2 * LONGEST_NAME);
  const search: Search = { rows: [rowOfCells(), rowOfCells(), rowOfCells()], comparisons: MOST_COMPARISONS };
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(meant.length / LETTERS_PER_MISTAKE)) + 1;
  for (const candidate of names) {
    const distance = editDistance(meant, fold(candidate), bestDistance, search);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
    if (search.comparisons <= 0) break;
  }
  return best;
}

/** camelCase and kebab-case are spellings of snake_case, not other names. */
function fold(name: string): string {
  return name.replace(/[-_\s]/g, "").toLowerCase();
}

/** The memory of one search, and how many letters it may still compare. */
interface Search {
  /** Rows of the table of distances: the one that is computed, and the two before it. */
  rows: [Uint8Array, Uint8Array, Uint8Array];
  comparisons: number;
}

/**
 * How many letters to add, drop, replace or swap with their neighbour ("optimal string alignment"); `limit` if there are as
 * many or more. Only the cells are computed from which a distance below the limit can follow (Ukkonen's band).
 */
function editDistance(left: string, right: string, limit: number, search: Search): number {
  if (Math.abs(left.length - right.length) >= limit) return limit;
  const [a, b] = withoutCommonEnds(left, right);
  for (let j = 0; j <= b.length; j++) search.rows[0][j] = Math.min(j, limit);
  let leastBefore = 0;
  for (let i = 1; i <= a.length; i++) {
    const [row, before, oldest] = search.rows;
    search.rows = [oldest, row, before];
    const least = fillRow(a, b, i, limit, search);
    // A swap reaches back two rows and costs one.
    if (Math.min(least, leastBefore + 1) >= limit) return limit;
    leastBefore = least;
  }
  return search.rows[0][b.length] ?? limit;
}

/** Fills the row of the first `i` letters of `a`; the cells at both sides of the band hold the limit. Returns the least cell. */
function fillRow(a: string, b: string, i: number, limit: number, search: Search): number {
  const [row, above, aboveThat] = search.rows;
  const first = Math.max(1, i - limit + 1);
  const last = Math.min(b.length, i + limit - 1);
  search.comparisons -= last - first + 1;
  let least = first === 1 ? Math.min(i, limit) : limit;
  row[first - 1] = least;
  row[last + 1] = limit;
  for (let j = first; j <= last; j++) {
    const changed = changedLetters(a, b, i, j, above, aboveThat);
    const cell = Math.min(limit, changed, (above[j] ?? limit) + 1, (row[j - 1] ?? limit) + 1);
    row[j] = cell;
    if (cell < least) least = cell;
  }
  return least;
}

/** The distance if the last two letters are the same or replaced, or swapped with the two before them. */
function changedLetters(a: string, b: string, i: number, j: number, above: Uint8Array, aboveThat: Uint8Array): number {
  const replaced = (above[j - 1] ?? Infinity) + (a[i - 1] === b[j - 1] ? 0 : 1);
  const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
  return isSwap ? Math.min(replaced, (aboveThat[j - 2] ?? Infinity) + 1) : replaced;
}

/** Both names without the letters that they begin and end with together, which do not change their distance. */
function withoutCommonEnds(a: string, b: string): [string, string] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}
