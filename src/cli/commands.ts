// The commands: what each is for, how it is called, and where it is. Each is loaded when it is called: checking flow files
// needs no server, and talking to one needs no engine.

import * as help from "./help.ts";

/** What a command gets and gives: its arguments, and the exit code. */
export type Command = (args: string[], version: string) => Promise<number>;

/** A command. */
export interface CommandEntry {
  /** What it is for, in a line. */
  readonly summary: string;
  /** How it is called. */
  readonly help: string;
  readonly load: () => Promise<Command>;
}

/** The commands by their names, in the order in which they are shown. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  serve: {
    summary: "run Flowhook here: one process, one SQLite file",
    help: help.SERVE,
    load: async () => (await import("./serve.ts")).runServe,
  },
  validate: {
    summary: "check flow files",
    help: help.VALIDATE,
    load: async () => (await import("./validate.ts")).runValidate,
  },
  explain: {
    summary: "tell what flows would do with an event, and why",
    help: help.EXPLAIN,
    load: async () => (await import("./explain.ts")).runExplain,
  },
  render: {
    summary: "show a flow's webhooks for an event",
    help: help.RENDER,
    load: async () => (await import("./render.ts")).runRender,
  },
  variables: {
    summary: "list the variables that a flow's webhooks read",
    help: help.VARIABLES,
    load: async () => (await import("./variables.ts")).runVariables,
  },
  test: {
    summary: "play the scenarios beside flows, on a simulated clock",
    help: help.TEST,
    load: async () => (await import("./test.ts")).runTest,
  },
  schema: {
    summary: "print the JSON Schema of flow files",
    help: help.SCHEMA,
    load: async () => (await import("./schema.ts")).runSchema,
  },
  import: {
    summary: "make a flow file of a flow that was exported from Klaviyo",
    help: help.IMPORT,
    load: async () => (await import("./import.ts")).runImport,
  },
  send: {
    summary: "send an event",
    help: help.SEND,
    load: async () => (await import("./send.ts")).runSend,
  },
  "test-send": {
    summary: "try a webhook with a sample event: request and answer",
    help: help.TEST_SEND,
    load: async () => (await import("./test-send.ts")).runTestSend,
  },
  deliveries: {
    summary: "list, show, retry, approve, discard and replay webhooks",
    help: help.DELIVERIES,
    load: async () => (await import("./deliveries.ts")).runDeliveries,
  },
  "dead-letters": {
    summary: "list what failed for good, and send it again",
    help: help.DEAD_LETTERS,
    load: async () => (await import("./dead-letters.ts")).runDeadLetters,
  },
  waits: {
    summary: "list, count and cancel runs that wait",
    help: help.WAITS,
    load: async () => (await import("./waits.ts")).runWaits,
  },
  targets: {
    summary: "list targets and how they do; send again to one that failed",
    help: help.TARGETS,
    load: async () => (await import("./targets.ts")).runTargets,
  },
  "stopped-actions": {
    summary: "list and resume actions whose targets said that they are gone",
    help: help.STOPPED_ACTIONS,
    load: async () => (await import("./stopped-actions.ts")).runStoppedActions,
  },
};
