// Every payload of GitHub's webhooks that @octokit/webhooks-examples has.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import type { JsonObject, JsonValue } from "#core/json.ts";

const schema = z.array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.custom<JsonValue>())) }));

/** The name of each event with each of its payloads. */
export function githubExamples(): { readonly name: string; readonly body: JsonObject }[] {
  const file = fileURLToPath(import.meta.resolve("@octokit/webhooks-examples"));
  const events = schema.parse(JSON.parse(readFileSync(file, "utf8")));
  return events.flatMap(({ name, examples }) => examples.map((body) => ({ name, body })));
}
