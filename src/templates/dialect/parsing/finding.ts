// What is wrong with a template, found before it is rendered.

/** Something wrong. Its rule is one of the dialect's (rules.ts), or of who uses it, for names that it refuses. */
export interface Finding {
  readonly rule: string;
  readonly message: string;
  /** Where in the source. */
  readonly offset: number;
}
