// A value of an object body, ready to be written.

import type { RenderContext } from "../dialect/dialect.ts";
import type { BodyOutput } from "./body-output.ts";

/** Writes a value that is always there. */
export type WriteNode = (context: RenderContext, output: BodyOutput) => void;

/** Gives the JSON of a value that may be left out with its key or its place in a list; undefined where it is. */
export type GiveNode = (context: RenderContext, output: BodyOutput) => string | undefined;

/** A value: one of the two. */
export type BodyNode = { readonly write: WriteNode } | { readonly give: GiveNode };

/** A value that is the same for every event. */
export function fixedNode(value: unknown): BodyNode {
  const fixed = JSON.stringify(value);
  return { write: (_context, output) => output.append(fixed) };
}
