// A listing of the API that comes whole: there are never many.

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

/** A listing, and how it is told. */
export interface WholeListing<Schema extends z.ZodType> {
  readonly path: string;
  readonly schema: Schema;
  /** What is said where there are none. */
  readonly none: string;
  readonly line: (entry: z.infer<Schema>) => string;
}

/** Lists all there are. */
export async function listWhole<Schema extends z.ZodType>(
  { path, schema, none, line }: WholeListing<Schema>,
  args: string[],
): Promise<number> {
  const { values } = parseArgs({ args, options: CONNECTION_OPTIONS });
  const { body } = await managementClient(readConnection(values))(dataOf(z.array(schema)), path);
  if (values.json) printJson(body.data);
  else printLines(body.data.length === 0 ? [none] : body.data.map(line));
  return EXIT.done;
}

// One thing that is asked for by a POST without a body, and told when it is done.

/** What is asked for, and what is told when it is done. */
export interface Posted {
  readonly path: string;
  readonly query?: Query;
  readonly schema: z.ZodType;
  readonly lines: readonly string[];
}

/** Asks for it. */
export async function postOne(
  values: ConnectionValues & { readonly json: boolean },
  { path, query = {}, schema, lines }: Posted,
): Promise<number> {
  const { body } = await managementClient(readConnection(values))(dataOf(schema), path, { method: "POST", query });
  if (values.json) printJson(body.data);
  else printLines(lines);
  return EXIT.done;
}
