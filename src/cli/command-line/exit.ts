// A command that was called wrongly: exit code 2, with what is wrong and how to call it.

/** Exit codes of the CLI: 0 done, 1 the thing failed, 2 called wrongly. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** What was wrong with the command line. */
export class UsageError extends Error {}

/** Something the user has to mend, told in one message without a stack. */
export class CommandFailed extends Error {}
