// Webhooks that no account counts: those to targets that do not do well, beside which the others are measured. What they
// are answered stands in their path.

/** What a webhook is answered, and after how many milliseconds. */
export interface AsideAnswer {
  readonly status: number;
  readonly delay: number;
}

/** How targets do, by the name in their path: `/aside/slow`. */
export const ASIDE = {
  well: { status: 200, delay: 0 },
  failing: { status: 503, delay: 0 },
  slow: { status: 200, delay: 30_000 },
} as const satisfies Record<string, AsideAnswer>;

/** How a target does. */
export type Aside = keyof typeof ASIDE;

const PATH = /^POST \/aside\/(\w+) /;

/** The answer to a webhook that is not counted; undefined for all others. */
export function asideAnswer(head: string): AsideAnswer | undefined {
  const name = PATH.exec(head)?.[1];
  // `in` has shown that it is one of the keys.
  return name !== undefined && name in ASIDE ? ASIDE[name as Aside] : undefined;
}
