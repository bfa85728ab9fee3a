// What is wrong with something a user wrote, in a form that every surface shows alike: the API as `errors`,
// the CLI and `cdk synth` as lines with file, line and column.

/** One thing that is wrong with an event, a flow or a request, and where. `Rule` narrows it to the rules of one table. */
export interface Problem<Rule extends string = string> {
  /** Which rule was broken; listed in docs/errors.md. */
  readonly rule: Rule;
  /** Where, as a JSON pointer (RFC 6901) into what the user wrote: "/profile/email". Empty for the whole. */
  readonly pointer: string;
  /** What is wrong and how to mend it, in words for the user. */
  readonly message: string;
  /** Line inside the text that the pointer names, where that is a template; counted from 1. */
  readonly line?: number;
  /** Column inside that line, counted from 1. */
  readonly column?: number;
}

/** A JSON pointer (RFC 6901) to a path of keys and indexes. */
export function jsonPointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The keys that a JSON pointer (RFC 6901) leads along: what `jsonPointer` was made of. */
export function keysOfPointer(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}
