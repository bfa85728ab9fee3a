// The codes of problems with a message between two stages, apart from problems with its content. A test compares this table with
// docs/errors.md.

/** Each rule of messages, and the meaning of a problem with this code. */
export const MESSAGE_RULES = {
  "message-invalid": "The message does not have the format that this version of Flowhook reads from the queue.",
  "message-given-up": "A function began the message ten times and never finished it.",
} as const satisfies Record<string, string>;

/** The code of a problem with a message. */
export type MessageRule = keyof typeof MESSAGE_RULES;
