// Reads sources from where a deployment stored them. A release may have another schema than the one that stored them.

import { property } from "../json.ts";
import { problemsOfZod } from "../problems-of-zod.ts";
import { type Source, sourceFileSchema } from "./source.ts";

/** Reads a stored source: its file with its name. Throws with the name of a source that this release can't read. */
export function readStoredSource(stored: unknown): Source {
  const { name, ...file } = Object(stored);
  const read = sourceFileSchema.safeParse(file);
  if (read.success && typeof name === "string") return { ...read.data, name };
  const problems = read.success ? [] : problemsOfZod(read.error, "source-invalid", file, sourceFileSchema);
  const reasons = problems.map(({ pointer, message }) => `${pointer} ${message}`.trim()).join(" ");
  const named = JSON.stringify(property(stored, "name"));
  throw new Error(
    `This release can't read the stored source ${named}: ${reasons} Correct its file and deploy it again.`,
  );
}
