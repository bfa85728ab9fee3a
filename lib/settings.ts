// The settings of the CDK app. flowhook.settings.yaml holds them, so that later deployments have them too; `-c name=value`
// overrides a setting for one deployment. One schema checks both sources, and an unknown name or an invalid value is an error,
// never a default.

import { parse, YAMLParseError } from "yaml";
import * as z from "zod";
import { editorSchema, type JsonSchema } from "#core/editor-schema.ts";
import { hostLimitsSchema } from "#core/flow/target-limits.ts";
import { keyRateSchema } from "#core/keys/key-rate-schema.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { parseCidr } from "#core/target/cidr.ts";
import { isTimeZone } from "#core/waiting/zones.ts";
import type { FunctionName } from "../lambdas/environment.ts";

/** The settings file, unless `-c settings=<file>` names another one. */
export const SETTINGS_FILE = "flowhook.settings.yaml";

/** The context value that names another settings file: one file for each stack that a repository deploys. */
export const SETTINGS_FILE_CONTEXT = "settings";

/** The context value by which `npm run deploy` reports that account and region have no role for API Gateway's logs. */
export const CREATE_LOG_ROLE_CONTEXT = "flowhook:createLogRole";

const ranges = z.array(z.string()).superRefine((items, context) => {
  for (const [index, item] of items.entries()) {
    const parsed = parseCidr(item);
    if (!parsed.ok) context.addIssue({ code: "custom", message: parsed.problem, path: [index] });
  }
});

const zone = z.string().refine(isTimeZone, { error: 'must be an IANA name such as "Europe/Vienna"' });

/** Lambda accepts 2 to 1,000: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const batches = z.int().min(2).max(1_000);
const concurrency = z.strictObject({
  dispatches: batches.exactOptional().describe("Batches of first attempts. Default: 2."),
  retries: batches.exactOptional().describe("Batches of retries. Default: 2."),
  events: batches.exactOptional().describe("Batches of events. Default: 2."),
  runs: batches.exactOptional().describe("Batches of runs that wake. Default: 2."),
});

/** A number for each function, by its folder in lambdas/. */
const ofFunctions = (number: z.ZodInt, flowDeployment = number) =>
  z.strictObject({
    authorizer: number.exactOptional(),
    ingest: number.exactOptional(),
    "ingest-authorizer": number.exactOptional(),
    matcher: number.exactOptional(),
    "flow-runner": number.exactOptional(),
    dispatcher: number.exactOptional(),
    sweeper: number.exactOptional(),
    "letter-cleaner": number.exactOptional(),
    "flow-deployment": flowDeployment.exactOptional(),
    management: number.exactOptional(),
  } satisfies Record<FunctionName, unknown>);

/** Memory sizes that Lambda accepts, in MiB: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const memorySize = z.int().min(128).max(10_240);
const memory = ofFunctions(memorySize, memorySize.describe("Default: 1769."));

/** The account's quota bounds it: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const reservedConcurrency = ofFunctions(z.int().min(1));

/** Ids are checked here, because CloudFormation would refuse a wrong one in the middle of a deployment. */
const idOf = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]+$`), { error: `must be an id such as "${prefix}-0a1b2c3d"` });
const network = z.union([
  z.strictObject({
    staticAddress: z.literal(true).describe("Creates a VPC whose NAT gateway gives webhooks one static address."),
  }),
  z.strictObject({
    vpcId: idOf("vpc").describe("An existing VPC that reaches the targets."),
    subnetIds: z
      .array(idOf("subnet"))
      .min(1)
      .describe("Private subnets that also reach DynamoDB, S3, SQS and Secrets Manager."),
    securityGroupIds: z.array(idOf("sg")).min(1).exactOptional().describe("Default: a new group, all connections out."),
  }),
]);

/** Lowercase, because API Gateway refuses capital letters in the name of a domain. */
const domainName = z.string().regex(/^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9][a-z0-9-]{0,61}[a-z0-9]$/, {
  error: 'must be a domain name in lowercase, such as "events.shop.example"',
});
const domain = z.strictObject({
  name: domainName.describe("Name of the domain, in lowercase. The two APIs need different names."),
  certificateArn: z
    .string()
    .regex(/^arn:[\w-]+:acm:[\w-]+:\d{12}:certificate\/[\w-]+$/, { error: "must be the ARN of an ACM certificate" })
    .describe("ACM certificate for the name, issued in the region of the stack."),
  hostedZone: z
    .strictObject({
      id: z.string().regex(/^Z[A-Z0-9]+$/, { error: 'must be the id of a hosted zone such as "Z0123456789ABC"' }),
      name: domainName,
    })
    .exactOptional()
    .describe("Hosted zone of Route 53 in which the stack creates the DNS record. Default: none; create it yourself."),
  closeDefaultEndpoint: z
    .boolean()
    .exactOptional()
    .describe("true makes API Gateway refuse requests to the generated URL of the API. Default: false."),
});

const keyArn = z
  .string()
  .regex(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/, { error: "must be the ARN of a KMS key" });

const settingsSchema = z.strictObject({
  stackName: z
    .string()
    .exactOptional()
    .describe("Name of the stack. Stacks with different names can exist side by side. Default: Flowhook."),
  flows: z.string().exactOptional().describe("Directory of the flow files. Default: flows."),
  allowTargets: ranges
    .exactOptional()
    .describe("Address ranges (CIDR) that webhooks may be sent to although they are not public, also over plain http."),
  retainData: z
    .boolean()
    .exactOptional()
    .describe("false deletes tables, queues and secrets together with the stack. Default: true."),
  encryptionKey: z
    .union([z.literal(true), keyArn], { error: "must be true, for a new key, or the ARN of a KMS key" })
    .exactOptional()
    .describe(
      "KMS key that encrypts tables, queues, secrets, logs and flows: true for a new key, or the ARN of a key in the region of the stack. Default: keys that AWS owns.",
    ),
  formerEncryptionKeys: z
    .array(keyArn)
    .exactOptional()
    .describe("Keys that encrypted the data before encryptionKey was changed or removed. Default: none."),
  alarmEmail: z
    .email({ error: 'must be an email address such as "you@example.com"' })
    .exactOptional()
    .describe("Address that AWS notifies when an alarm goes off. Default: none."),
  alarmTopicArn: z
    .string()
    .regex(/^arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+$/, { error: "must be the ARN of an SNS topic" })
    .exactOptional()
    .describe("SNS topic that is notified when an alarm goes off, instead of alarmEmail. Default: none."),
  network: network
    .exactOptional()
    .describe("Network that webhooks leave from. Default: AWS's, with changing addresses."),
  ingestDomain: domain.exactOptional().describe("Domain to which events are sent. Default: the URL of API Gateway."),
  managementDomain: domain.exactOptional().describe("Domain of the management API. Default: the URL of API Gateway."),
  createLogRole: z
    .boolean()
    .exactOptional()
    .describe(
      "Whether the stack sets the role with which API Gateway writes logs in this account and region. Default: npm run deploy sets it if the account has no such role.",
    ),
  organization: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .exactOptional()
    .describe('Values that templates read as organization, such as {"name": "Acme Ltd"}. Default: nothing.'),
  timezone: zone
    .exactOptional()
    .describe(
      "IANA name of the organization's time zone. Flows use it for profiles without a time zone. Default: UTC.",
    ),
  limits: hostLimitsSchema
    .exactOptional()
    .describe("Limits of hosts, in addition to the limits that flows declare, by host name."),
  defaultKeyRate: keyRateSchema
    .exactOptional()
    .describe("Rate of each ingest key that names no rate. Default: 1,000 requests a second, 2,000 at once."),
  keyRates: z
    .array(keyRateSchema)
    .exactOptional()
    .describe("Other rates that ingest keys can have; each is a usage plan of API Gateway. Default: none."),
  concurrency: concurrency
    .exactOptional()
    .describe(
      "Number of batches that functions process at the same time. The defaults fit an account that allows ten concurrent executions.",
    ),
  reservedConcurrency: reservedConcurrency
    .exactOptional()
    .describe("Executions that Lambda reserves for functions. An account must keep 100 unreserved. Default: none."),
  memory: memory
    .exactOptional()
    .describe(
      "Memory of functions in MiB. CPU grows with it; docs/scale.md says what the number of flows needs. Default: 512.",
    ),
});

type GivenSettings = z.infer<typeof settingsSchema>;

/** The settings of the stack, and its name. */
export type Settings = GivenSettings & { readonly stackName: string; readonly flows: string };

/** A settings file. */
export interface SettingsFile {
  readonly path: string;
  readonly text: string;
}

/** The settings of one deployment. */
export interface ReadSettings {
  readonly settings: Settings;
  /** Names of the settings that come from the context and therefore apply to this deployment only. */
  readonly notKept: readonly string[];
}

/** Reads the settings. Throws an error that names each setting that is unknown or invalid. */
export function readSettings(file: SettingsFile | undefined, context: Readonly<Record<string, unknown>>): ReadSettings {
  const kept = file === undefined ? {} : checked(`The settings file ${file.path}`, fileContent(file));
  const given = settingsAmong(context);
  const overrides = checked("The context (-c name=value, or cdk.json)", given);
  return {
    settings: {
      stackName: "Flowhook",
      flows: "flows",
      ...(context[CREATE_LOG_ROLE_CONTEXT] === "true" && { createLogRole: true }),
      ...kept,
      ...overrides,
    },
    notKept: Object.keys(given),
  };
}

/** The JSON Schema of the settings file, for editors. */
export function settingsJsonSchema(): JsonSchema {
  const { $schema, ...schema } = editorSchema(settingsSchema, { definitions: {} });
  return { ...($schema === undefined ? {} : { $schema }), title: "Flowhook settings", ...schema };
}

function checked(source: string, given: unknown): GivenSettings {
  const parsed = settingsSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  const problems = problemsOfZod(parsed.error, "setting", given, settingsSchema);
  const lines = problems.map(({ pointer, message }) => `  ${pointer.slice(1)}: ${message}`);
  throw new Error(`${source} is not valid:\n${lines.join("\n")}`);
}

/** A file that is empty, or that holds only comments, has no settings. */
function fileContent({ path, text }: SettingsFile): unknown {
  try {
    return parse(text) ?? {};
  } catch (error) {
    if (error instanceof YAMLParseError) throw new Error(`The settings file ${path} is not YAML: ${error.message}`);
    throw error;
  }
}

/** Names that the CDK puts into the context for its own use: feature flags and lookups hold a colon or a slash. */
const NAME_OF_CDK = /[:/]|^(?:acknowledged-issue-numbers|cli-telemetry)$/;

function settingsAmong(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const names = Object.keys(context).filter((name) => name !== SETTINGS_FILE_CONTEXT && !NAME_OF_CDK.test(name));
  return Object.fromEntries(names.map((name) => [name, fromCommandLine(name, context[name])]));
}

/** Reads a value of the command line, which is always text, as the schema's type. */
function fromCommandLine(name: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  const schema = settingsJsonSchema().properties?.[name];
  if (typeof schema !== "object") return value;
  switch (schema.anyOf === undefined ? schema.type : "object") {
    case "boolean":
      return ["true", "false"].includes(value) ? value === "true" : value;
    case "array":
      return withoutBlanks(value.split(","));
    case "object":
      return jsonOrText(value);
    default:
      return value;
  }
}

function withoutBlanks(items: readonly string[]): string[] {
  return items.map((item) => item.trim()).filter((item) => item !== "");
}

/** Text that is not JSON is returned as it is; the schema refuses it. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
