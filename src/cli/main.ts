// The `flowhook` command: finds the subcommand and turns what it throws into a message and an exit code.

import { packageVersion } from "./package-root.ts";
import { CommandFailed, EXIT, UsageError } from "./usage-error.ts";

/** What a subcommand gets and gives: its arguments, and the exit code. */
type Subcommand = (args: string[], version: string) => Promise<number>;

/** Each is loaded when it is called: checking flow files needs no server. */
const SUBCOMMANDS: Readonly<Record<string, () => Promise<Subcommand>>> = {
  serve: async () => (await import("./serve.ts")).runServe,
  validate: async () => (await import("./validate.ts")).runValidate,
  schema: async () => (await import("./schema.ts")).runSchema,
  explain: async () => (await import("./explain.ts")).runExplain,
  render: async () => (await import("./render.ts")).runRender,
  variables: async () => (await import("./variables.ts")).runVariables,
  test: async () => (await import("./test.ts")).runTest,
};

const HELP = `Usage: flowhook <command> [options]

Commands:
  serve      Run Flowhook here: one process, one SQLite file.
               --port 8787         the port to listen on; 0 takes a free one
               --host 127.0.0.1    the address to listen on
               --data .flowhook    the directory of the store
               --flows flows       the directory of the flow files
               --timezone UTC      the zone of times in flows for profiles without one; an IANA name
               --allow-target CIDR a range of addresses that webhooks may also be sent to, with plain http; repeatable
               --limit HOST=5/s,2  most requests a second to a host, and most at once; repeatable
               --demo              send an example event to a receiver on this machine, and show what happens
  validate   Check flow files: flowhook validate [files or directories], by default flows
               --events FILE       a sample event, or a directory of them, to look for variables in; repeatable
               --json              problems and warnings as JSON
  schema     Print the JSON Schema of flow files, by which editors complete and check them; flowhook schema scenarios
             prints that of scenario files
  explain    Tell what flows would do with an event, and why; sends nothing
               --event FILE        the event, as POST /events takes it; - reads it from the standard input
               --flows flows       the directory of the flow files, or one of them
               --flow ID           this flow alone
               --history FILE      a JSON list of events that happened before
               --timezone UTC      the zone of times in flows for profiles without one; an IANA name
               --received-at TIME  as if the event had come then, not now
               --anyway            show the way of a run also in flows that the event would not start
               --json              all of it, as JSON
  render     Show a flow's webhooks for an event: flowhook render flow.yaml --event FILE; sends nothing
               --action ID         this webhook alone
               --timezone UTC      the zone of dates that name none; an IANA name
               --received-at TIME  as if the event had come then, not now
               --json              all of it, as JSON
  variables  List the variables that a flow's webhooks read: flowhook variables flow.yaml
               --action ID         this webhook alone
               --json              all of it, as JSON
  test       Play the scenarios beside flows: flowhook test [files or directories], by default flows/tests; sends nothing
               --flows DIR         the directory of the flows; by default the folder above the one of the scenarios
               --name TEXT         the scenarios with this in their names
               --json              the results as JSON

Options:
  --help     Show this.
  --version  Show the version.
`;

/** Runs the command line; resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const version = packageVersion();
  if (name === "--version") return print(`${version}\n`);
  if (name === undefined || name === "--help" || name === "help") return print(HELP);
  try {
    const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
    if (!subcommand) throw new UsageError(`There is no command "${name}".`);
    if (rest.includes("--help")) return print(HELP);
    return await (await subcommand())(rest, version);
  } catch (error) {
    return report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof UsageError || isParseArgsError(error)) {
    process.stderr.write(`flowhook: ${error.message}\nRun flowhook --help to see how it is called.\n`);
    return EXIT.usage;
  }
  if (error instanceof CommandFailed) {
    process.stderr.write(`flowhook: ${error.message}\n`);
    return EXIT.failed;
  }
  throw error;
}

function print(text: string): number {
  process.stdout.write(text);
  return EXIT.done;
}

/** parseArgs tells what is wrong by codes that begin so: https://nodejs.org/api/errors.html#err_parse_args_unknown_option */
function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}
