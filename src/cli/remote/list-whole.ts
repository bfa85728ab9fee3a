// A listing of the API that comes whole: there are never many.

import { parseArgs } from "node:util";
import * as z from "zod";
import { EXIT } from "../usage-error.ts";
import { dataOf } from "./answers.ts";
import { managementClient } from "./api-client.ts";
import { CONNECTION_OPTIONS, readConnection } from "./connection.ts";
import { printJson, printLines } from "./print.ts";

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
