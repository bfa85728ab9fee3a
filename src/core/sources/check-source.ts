// Checks the content of a source file: its shape, and the rules that the schema can't express. Templates are checked where they are
// compiled.

import type { Problem } from "../problem.ts";
import { problemsOfZod } from "../problems-of-zod.ts";
import { mergeMappings } from "./mapping.ts";
import {
  SIGNED_TIMESTAMP,
  SOURCE_KIND_SCHEMAS,
  type Source,
  type SourceFile,
  sourceFileSchema,
  sourceNameSchema,
} from "./source.ts";
import { SOURCE_KINDS } from "./source-kinds.ts";
import { type SourceRule, sourceProblem } from "./source-rules.ts";

/** A source, or the problems of its file. Pointers lead into the file. */
export type CheckedSource =
  | { readonly ok: true; readonly source: Source }
  | { readonly ok: false; readonly problems: readonly Problem<SourceRule>[] };

/** Checks the content of the file of a source with this name. */
export function checkSource(name: string, input: unknown): CheckedSource {
  const parsed = sourceFileSchema.safeParse(input);
  const problems = [
    ...checkName(name),
    ...(parsed.success
      ? checkRules(parsed.data)
      : problemsOfZod(parsed.error, "source-invalid", input, schemaOf(input))),
  ];
  return parsed.success && problems.length === 0
    ? { ok: true, source: { ...parsed.data, name } }
    : { ok: false, problems };
}

function checkName(name: string): Problem<SourceRule>[] {
  const parsed = sourceNameSchema.safeParse(name);
  if (parsed.success) return [];
  const message = `The name of the source is the file's name before .source.yaml: it ${parsed.error.issues[0]?.message}.`;
  return [sourceProblem("source-name", [], message)];
}

/** The schema of the kind that the file names, whose fields are suggested for unknown ones. */
function schemaOf(input: unknown) {
  const kind = typeof input === "object" && input !== null && "kind" in input ? String(input.kind) : "";
  return Object.entries(SOURCE_KIND_SCHEMAS).find(([name]) => name === kind)?.[1] ?? sourceFileSchema;
}

function checkRules(file: SourceFile): Problem<SourceRule>[] {
  return [...checkMapping(file), ...checkTimestamp(file)];
}

/** A kind that knows its sender maps everything; for the others, the file must. */
function checkMapping(file: SourceFile): Problem<SourceRule>[] {
  const mapping = mergeMappings(SOURCE_KINDS[file.kind].mapping, file.mapping ?? {});
  const problem = (path: readonly string[], message: string) => sourceProblem("source-invalid", path, message);
  const problems: Problem<SourceRule>[] = [];
  if (mapping.profile === undefined) {
    const example = 'profile: { email: "{{ body.email }}" }';
    problems.push(problem(["mapping"], `A source of kind ${file.kind} needs a profile in its mapping: ${example}.`));
  }
  if (mapping.metric === undefined && mapping.metrics === undefined) {
    problems.push(
      problem(["mapping"], `A source of kind ${file.kind} needs a metric in its mapping: metric: Placed Order.`),
    );
  }
  if (mapping.metrics !== undefined && mapping.topic === undefined) {
    const example = 'topic: "{{ body.type }}"';
    problems.push(
      problem(["mapping", "metrics"], `Write which topic a request has, for which metrics has names: ${example}.`),
    );
  }
  return problems;
}

/** A time that is not signed protects from nothing, because an attacker can change it. */
function checkTimestamp(file: SourceFile): Problem<SourceRule>[] {
  if (file.kind !== "hmac") return [];
  const { signed, timestamp_header } = file.signature;
  if (signed === undefined) return [];
  const isSigned = signed.includes(SIGNED_TIMESTAMP);
  if (isSigned === (timestamp_header !== undefined)) return [];
  const message = isSigned
    ? `${SIGNED_TIMESTAMP} needs timestamp_header: the name of the header with the time.`
    : `With timestamp_header, the signed text must contain ${SIGNED_TIMESTAMP}; otherwise the time could be changed.`;
  return [sourceProblem("source-invalid", ["signature", "signed"], message)];
}
