// Commands that make one request and print its answer: a listing without pages, and a POST without a body.

import { parseArgs } from "node:util";
import * as z from "zod";
import { EXIT } from "../command-line/exit.ts";
import { printJson, printLines } from "../command-line/output.ts";
import {
  CONNECTION_OPTIONS,
  type ConnectionValues,
  dataOf,
  managementClient,
  type Query,
  readConnection,
} from "./api-client.ts";

/** A listing that the API returns as a whole, because it is always short. */
interface WholeListing<Schema extends z.ZodType> {
  readonly path: string;
  readonly schema: Schema;
  /** The line that is printed for an empty list. */
  readonly empty: string;
  readonly line: (entry: z.infer<Schema>) => string;
}

/** Prints a whole listing. */
export async function listWhole<Schema extends z.ZodType>(
  { path, schema, empty, line }: WholeListing<Schema>,
  args: string[],
): Promise<number> {
  const { values } = parseArgs({ args, options: CONNECTION_OPTIONS });
  const { body } = await managementClient(readConnection(values))(dataOf(z.array(schema)), path);
  if (values.json) printJson(body.data);
  else printLines(body.data.length === 0 ? [empty] : body.data.map(line));
  return EXIT.done;
}

interface PostRequest {
  readonly path: string;
  readonly query?: Query;
  readonly schema: z.ZodType;
  /** The lines that are printed after success. */
  readonly lines: readonly string[];
}

/** Makes a POST request. */
export async function postOne(
  values: ConnectionValues & { readonly json: boolean },
  { path, query = {}, schema, lines }: PostRequest,
): Promise<number> {
  const { body } = await managementClient(readConnection(values))(dataOf(schema), path, { method: "POST", query });
  if (values.json) printJson(body.data);
  else printLines(lines);
  return EXIT.done;
}
