// `flowhook deliveries show`: one delivery with its request and every attempt.

import { parseArgs } from "node:util";
import { dataOf, deliverySchema } from "../remote/answers.ts";
import { managementClient } from "../remote/api-client.ts";
import { CONNECTION_OPTIONS, readConnection } from "../remote/connection.ts";
import { deliveryLines } from "../remote/delivery-lines.ts";
import { printJson, printLines } from "../remote/print.ts";
import { EXIT, UsageError } from "../usage-error.ts";

/** Shows a delivery. */
export async function runShow(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: CONNECTION_OPTIONS });
  const [id] = positionals;
  if (id === undefined || positionals.length > 1) throw new UsageError("The id of one delivery is needed.");
  const ask = managementClient(readConnection(values));
  const { body } = await ask(dataOf(deliverySchema), `/deliveries/${encodeURIComponent(id)}`);
  if (values.json) printJson(body.data);
  else printLines(deliveryLines(body.data));
  return EXIT.done;
}
