// The ranges of addresses that the stack's settings allow beyond public ones, as the function's environment holds them.

import { type Cidr, parseCidr } from "#core/target/cidr.ts";

/** The ranges of a list with commas between them; an empty text is none. Throws for what is no range. */
export function allowedTargets(list: string): Cidr[] {
  const texts = list === "" ? [] : list.split(",");
  return texts.map((text) => {
    const parsed = parseCidr(text);
    if (parsed.ok) return parsed.cidr;
    throw new Error(parsed.problem);
  });
}
