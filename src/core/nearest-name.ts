// The name that a misspelt one may have meant: the one with the fewest letters to change, when those are few.

/** Letters of a name, of which one may be wrong; a name with fewer may have one wrong as well. */
const LETTERS_PER_MISTAKE = 3;

/** Longest name that is compared, in characters: the comparison takes time that grows with the square of the length. */
const LONGEST_NAME = 200;

/**
 * Of `names`, the one nearest to `name`; undefined when none is near: as far as a third of its letters. Two neighbours
 * that changed places count as one mistake.
 */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  if (name.length > LONGEST_NAME) return undefined;
  const meant = fold(name);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(meant.length / LETTERS_PER_MISTAKE)) + 1;
  for (const candidate of names) {
    const folded = fold(candidate);
    // As many letters are wrong, at least, as one name has more than the other.
    if (Math.abs(meant.length - folded.length) >= bestDistance) continue;
    const distance = editDistance(meant, folded);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** camelCase and kebab-case are spellings of snake_case, not other names. */
function fold(name: string): string {
  return name.replace(/[-_\s]/g, "").toLowerCase();
}

/** How many letters to add, drop, replace or swap with their neighbour ("optimal string alignment"), row by row. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(before, j - 2) + 1 : Infinity;
      next.push(Math.min(replaced, swapped, at(row, j) + 1, at(next, j - 1) + 1));
    }
    before = row;
    row = next;
  }
  return at(row, b.length);
}

/** A distance that was computed before; there is none outside the words. */
function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
