// For formats that take values of any kind from the sender's data: the plain event that such values would make is checked by the
// plain format's own schema, and its problems lead back into the sender's body.

import { problemsOfZod } from "../../problems-of-zod.ts";
import type { ReadBody } from "./event-format.ts";
import { plainEventSchema } from "./plain/plain-event.ts";

/**
 * The plain event with these values, or their problems.
 * @param pointerInBody where the sender's body holds the part of the plain event that a pointer names.
 */
export function checkPlain(candidate: unknown, pointerInBody: (pointer: string) => string): ReadBody {
  const parsed = plainEventSchema.safeParse(candidate);
  if (parsed.success) return { ok: true, plain: parsed.data, pointerInBody };
  const problems = problemsOfZod(parsed.error, "event-invalid", candidate, plainEventSchema);
  return { ok: false, problems: problems.map((problem) => ({ ...problem, pointer: pointerInBody(problem.pointer) })) };
}
