// Webhooks that no account counts: those to faulty targets, during which the others are measured. Their path contains the
// answer that they get.

/** The answer to a webhook, and its delay in milliseconds. */
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
