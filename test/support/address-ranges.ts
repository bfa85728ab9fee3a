// Address ranges that targets of a test may have.

import { type Cidr, parseCidr } from "#core/target/cidr.ts";

/** The ranges of these texts; throws for one that is not a range. */
export function addressRanges(...texts: readonly string[]): Cidr[] {
  return texts.map((text) => {
    const parsed = parseCidr(text);
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.cidr;
  });
}

/** The addresses of receivers on this machine. */
export const LOOPBACK = addressRanges("127.0.0.0/8");
