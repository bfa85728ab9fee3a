// One thing that is asked for by a POST without a body, and told when it is done.

import type { z } from "zod";
import { EXIT } from "../usage-error.ts";
import { dataOf } from "./answers.ts";
import { managementClient, type Query } from "./api-client.ts";
import { type ConnectionValues, readConnection } from "./connection.ts";
import { printJson, printLines } from "./print.ts";

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
