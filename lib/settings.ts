// The settings of the CDK app, from its context. Context given on the command line is text, in cdk.json it is JSON;
// both are taken, and what can't be understood is an error, never a default.

import * as z from "zod";
import { hostLimitsSchema } from "#core/flow/host-limits-schema.ts";
import { parseCidr } from "#core/target/cidr.ts";
import { isTimeZone } from "#core/waiting/zones.ts";
import type { FlowhookStackProps } from "./flowhook-stack.ts";

const truth = z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]);

const list = z.union([z.array(z.string()), z.string().transform((text) => text.split(","))]).transform(withoutBlanks);

const ranges = list.superRefine((items, context) => {
  for (const item of items) {
    const parsed = parseCidr(item);
    if (!parsed.ok) context.addIssue({ code: "custom", message: parsed.problem });
  }
});

const zone = z.string().refine(isTimeZone, { error: 'must be an IANA name such as "Europe/Vienna"' });

/** An object in cdk.json; its JSON on the command line. */
const objectOrJson = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((given) => (typeof given === "string" ? jsonOrText(given) : given), schema);

const limits = objectOrJson(hostLimitsSchema);

/** Lambda takes 2 to 1,000: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const batches = z.int().min(2).max(1_000);
const concurrency = objectOrJson(
  z.strictObject({
    dispatches: batches,
    retries: batches,
    events: batches.exactOptional(),
    runs: batches.exactOptional(),
  }),
);

const settingsSchema = z.object({
  /** The stack's name; two stacks of different names live side by side. */
  stackName: z.string().default("Flowhook"),
  flows: z.string().default("flows"),
  allowTargets: ranges.exactOptional(),
  retainData: truth.exactOptional(),
  alarmEmail: z.email().exactOptional(),
  createLogRole: truth.exactOptional(),
  timezone: zone.exactOptional(),
  limits: limits.exactOptional(),
  concurrency: concurrency.exactOptional(),
});

/** The settings, as the stack takes them, and the stack's name. */
export type Settings = { readonly stackName: string } & Pick<
  FlowhookStackProps,
  "flows" | "allowTargets" | "retainData" | "alarmEmail" | "createLogRole" | "timezone" | "limits" | "concurrency"
>;

/** Reads the settings from context. Throws when one of them can't be understood. */
export function readSettings(context: (name: string) => unknown): Settings {
  const given = Object.keys(settingsSchema.shape).map((name) => [name, context(name)] as const);
  const parsed = settingsSchema.safeParse(Object.fromEntries(given.filter(([, value]) => value !== undefined)));
  if (parsed.success) return parsed.data;
  throw new Error(`The context of the CDK app is not valid:\n${z.prettifyError(parsed.error)}`);
}

function withoutBlanks(items: readonly string[]): string[] {
  return items.map((item) => item.trim()).filter((item) => item !== "");
}

/** What is no JSON is refused by its schema. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
