// Limits that hold for every value inside an event, however deep.

import { ExactNumber } from "../exact-number.ts";
import type { Findings } from "../findings.ts";
import { jsonPointer } from "../problem.ts";
import type { EventRule } from "./event-rules.ts";
import { MAX_DEPTH, MAX_STRING_BYTES } from "./limits.ts";

/** A UTF-16 unit never takes more than 3 bytes of UTF-8: shorter strings need no counting. */
const BYTES_PER_UNIT = 3;

/**
 * Finds the texts and the nesting of a JSON value that exceed the limits. It looks at each value once, and builds the
 * pointer of a place only for a problem that is reported.
 */
export function checkJson(value: unknown, rule: EventRule, findings: Findings<EventRule>): void {
  check(value, [], { rule, findings });
}

interface Check {
  readonly rule: EventRule;
  readonly findings: Findings<EventRule>;
}

function check(value: unknown, path: PropertyKey[], to: Check): void {
  if (typeof value === "string") checkString(value, path, to);
  if (typeof value !== "object" || value === null || value instanceof ExactNumber) return;
  if (path.length > MAX_DEPTH) {
    add(to, path, `Nested deeper than ${MAX_DEPTH} levels.`);
    return;
  }
  const inside = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [key, item] of inside) {
    path.push(key);
    check(item, path, to);
    path.pop();
  }
}

function checkString(text: string, path: PropertyKey[], to: Check): void {
  if (text.length * BYTES_PER_UNIT <= MAX_STRING_BYTES || utf8Length(text) <= MAX_STRING_BYTES) return;
  add(to, path, `A text may have at most ${MAX_STRING_BYTES} bytes.`);
}

function add({ rule, findings }: Check, path: PropertyKey[], message: string): void {
  findings.add(() => ({ rule, pointer: jsonPointer(path), message }));
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
