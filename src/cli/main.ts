// The `flowhook` command: runs the command that the first argument names, and turns its errors into a message and an exit code.

import { didYouMean } from "#core/nearest-name.ts";
import { CommandFailed, EXIT, UsageError } from "./command-line/exit.ts";
import { row } from "./command-line/lines.ts";
import { printNotices, survivePipeErrors } from "./command-line/output.ts";
import { COMMANDS } from "./commands.ts";
import { packageVersion } from "./package-root.ts";

/** Runs the command line; resolves with the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  const version = packageVersion();
  survivePipeErrors(name === "serve");
  if (name === "--version" || name === "-v") return print(`${version}\n`);
  if (name === undefined || name === "--help" || name === "-h" || name === "help") return print(help(rest[0]));
  try {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) throw new UsageError(noCommand(name));
    if (rest.includes("--help") || rest.includes("-h")) return print(command.help);
    return await (await command.load())(rest, version);
  } catch (error) {
    return report(error, name);
  }
}

/** The help text of one command, or of all. */
function help(name: string | undefined): string {
  const command = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command) return command.help;
  const width = Math.max(...Object.keys(COMMANDS).map((one) => one.length));
  const lines = Object.entries(COMMANDS).map(([one, { summary }]) => `  ${row([one, summary], [width])}`);
  return `Usage: flowhook <command> [options]

Commands:
${lines.join("\n")}

Run flowhook <command> --help for the options of a command, flowhook --version for the version.
`;
}

function noCommand(name: string): string {
  return `There is no command "${name}".${didYouMean(name, Object.keys(COMMANDS))}`;
}

function report(error: unknown, name: string): number {
  if (error instanceof UsageError || isParseArgsError(error)) {
    const command = Object.hasOwn(COMMANDS, name) ? `${name} ` : "";
    // Node.js adds how to write a positional argument that begins with "-", which no command takes.
    const message = error.message.replace(/\. To specify a positional argument .*$/s, ".");
    printNotices(`flowhook: ${message}\nRun flowhook ${command}--help for usage.\n`);
    return EXIT.usage;
  }
  if (error instanceof CommandFailed) {
    printNotices(`flowhook: ${error.message}\n`);
    return EXIT.failed;
  }
  throw error;
}

function print(text: string): number {
  process.stdout.write(text);
  return EXIT.done;
}

/** The codes of parseArgs' errors: https://nodejs.org/api/errors.html#err_parse_args_unknown_option */
function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS_");
}
