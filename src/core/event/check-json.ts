// Limits that hold for every value inside an event, however deep.

import { ExactNumber } from "../exact-number.ts";
import { jsonPointer, type Problem } from "../problem.ts";
import type { EventRule } from "./event-rules.ts";
import { MAX_DEPTH, MAX_STRING_BYTES } from "./limits.ts";

/** A UTF-16 unit never takes more than 3 bytes of UTF-8: shorter strings need no counting. */
const BYTES_PER_UNIT = 3;

/** What is too long or too deep in a JSON value. */
export function checkJson(value: unknown, rule: EventRule): Problem<EventRule>[] {
  const problems: Problem<EventRule>[] = [];
  check(value, [], { rule, problems });
  return problems;
}

interface Findings {
  readonly rule: EventRule;
  readonly problems: Problem<EventRule>[];
}

function check(value: unknown, path: PropertyKey[], findings: Findings): void {
  if (typeof value === "string") checkString(value, path, findings);
  if (typeof value !== "object" || value === null || value instanceof ExactNumber) return;
  if (path.length > MAX_DEPTH) {
    add(findings, path, `Nested deeper than ${MAX_DEPTH} levels.`);
    return;
  }
  for (const key of Object.keys(value)) {
    path.push(key);
    check(Reflect.get(value, key), path, findings);
    path.pop();
  }
}

function checkString(text: string, path: PropertyKey[], findings: Findings): void {
  if (text.length * BYTES_PER_UNIT <= MAX_STRING_BYTES || utf8Length(text) <= MAX_STRING_BYTES) return;
  add(findings, path, `A text may have at most ${MAX_STRING_BYTES} bytes.`);
}

function add(findings: Findings, path: PropertyKey[], message: string): void {
  findings.problems.push({ rule: findings.rule, pointer: jsonPointer(path), message });
}

/** Length in bytes of UTF-8: a surrogate pair is 4 bytes for its two units. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff)) bytes += 2;
    else bytes += 3;
  }
  return bytes;
}
