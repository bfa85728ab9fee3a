// How a command ends: its exit code, and the two errors that main.ts prints as one message without a stack.

/** 0: success. 1: the operation failed. 2: the command line is wrong. */
export const EXIT = { done: 0, failed: 1, usage: 2 } as const;

/** The command line is wrong. Ends the command with EXIT.usage. */
export class UsageError extends Error {}

/** The operation failed for a reason that the user can fix. Ends the command with EXIT.failed. */
export class CommandFailed extends Error {}
