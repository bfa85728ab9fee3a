// `npm run deploy`: synthesizes the app, compares the result with the deployed stack, and runs `cdk deploy` on it. A deployment
// that would remove an alarm, an output, data, an address or a limit needs a confirmation: an answer at the terminal, or
// --confirm-removals where no person can answer.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { APIGatewayClient, GetAccountCommand } from "@aws-sdk/client-api-gateway";
import { CloudFormationClient, GetTemplateCommand } from "@aws-sdk/client-cloudformation";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { parse } from "yaml";
import * as z from "zod";
import { comparedTemplate, removals } from "../lib/removals.ts";
import { CREATE_LOG_ROLE_CONTEXT } from "../lib/settings.ts";

const CDK = join(import.meta.dirname, "..", "node_modules", "aws-cdk", "bin", "cdk");

/** Options for `cdk synth` only: the deployment uses the synthesized assembly. */
const OF_SYNTH = {
  app: { type: "string", short: "a" },
  context: { type: "string", short: "c", multiple: true },
  output: { type: "string", short: "o" },
} as const;
const OWN = { "confirm-removals": { type: "boolean" } } as const;
const OPTIONS = { ...OF_SYNTH, ...OWN, profile: { type: "string" } } as const;

/** The part of a cloud assembly's manifest that names its stacks. */
const manifestSchema = z.object({
  artifacts: z.record(z.string(), z.object({ type: z.string(), properties: z.unknown() })),
});
const stackSchema = z.object({
  templateFile: z.string(),
  stackName: z.string(),
  assumeRoleArn: z.string().optional(),
});

type SynthesizedStack = z.infer<typeof stackSchema> & { readonly template: unknown };

const args = process.argv.slice(2);
const { values, tokens } = parseArgs({ args, options: OPTIONS, strict: false, tokens: true });
const folder = typeof values.output === "string" ? values.output : "cdk.out";
if (typeof values.profile === "string") process.env["AWS_PROFILE"] = values.profile;

synth();
let stack = synthesizedStack(folder);
const deployed = await deployedTemplate(stack);
if (!setsLogRole(stack.template) && (setsLogRole(deployed) || (await lacksLogRole()))) {
  synth("--context", `${CREATE_LOG_ROLE_CONTEXT}=true`);
  stack = synthesizedStack(folder);
}
const removed = removals(comparedTemplate(deployed), comparedTemplate(stack.template));
if (removed.length > 0) await confirm(stack.stackName, removed);
cdk(["deploy", "--app", folder, ...argsWithout([...Object.keys(OF_SYNTH), ...Object.keys(OWN)])]);

/** The arguments of this command without some of its options. */
function argsWithout(names: readonly string[]): string[] {
  const dropped = new Set<number>();
  for (const token of tokens) {
    if (token.kind !== "option" || !names.includes(token.name)) continue;
    dropped.add(token.index);
    if (token.value !== undefined && !token.inlineValue) dropped.add(token.index + 1);
  }
  return args.filter((_, index) => !dropped.has(index));
}

function cdk(cdkArgs: readonly string[]): void {
  const { status } = spawnSync(process.execPath, [CDK, ...cdkArgs], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

function synth(...options: readonly string[]): void {
  cdk(["synth", "--quiet", "--output", folder, ...options, ...argsWithout(["output", "confirm-removals"])]);
}

/**
 * Whether a template sets the role with which API Gateway writes logs. A stack that set the role keeps it in its template, because
 * from its first deployment on the account has a role, and it is this stack's.
 */
function setsLogRole(template: unknown): boolean {
  const parsed = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) }).safeParse(template);
  return parsed.success && Object.values(parsed.data.Resources).some(({ Type }) => Type === "AWS::ApiGateway::Account");
}

/** Whether this account and region lack a role with which API Gateway writes logs. */
async function lacksLogRole(): Promise<boolean> {
  try {
    return !(await new APIGatewayClient({}).send(new GetAccountCommand({}))).cloudwatchRoleArn;
  } catch (error) {
    console.error(
      `Reading whether this account has a role for the logs of API Gateway failed (${messageOf(error)}). If the account lacks one, set createLogRole: true in the settings file.`,
    );
    return false;
  }
}

function synthesizedStack(assembly: string): SynthesizedStack {
  const { artifacts } = manifestSchema.parse(json(join(assembly, "manifest.json")));
  const found = Object.values(artifacts).filter(({ type }) => type === "aws:cloudformation:stack");
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`The app has ${found.length} stacks, not one`);
  // The artifact's id is the stack's name, because this app sets no other name.
  const [id] = Object.entries(artifacts).find(([, artifact]) => artifact === only) ?? [];
  const stack = stackSchema.parse({ stackName: id, ...z.record(z.string(), z.unknown()).parse(only.properties) });
  return { ...stack, template: json(join(assembly, stack.templateFile)) };
}

function json(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}

/** The deployed template of the stack; undefined if the stack does not exist. */
async function deployedTemplate({ stackName, assumeRoleArn }: SynthesizedStack): Promise<unknown> {
  try {
    return await templateOf(new CloudFormationClient({}), stackName);
  } catch (error) {
    if (codeOf(error) !== "AccessDenied" || assumeRoleArn === undefined) return refuseUncompared(stackName, error);
  }
  try {
    // Some users are only allowed to assume the CDK's roles.
    return await templateOf(new CloudFormationClient({ credentials: await assumed(assumeRoleArn) }), stackName);
  } catch (error) {
    return refuseUncompared(stackName, error);
  }
}

async function templateOf(client: CloudFormationClient, stackName: string): Promise<unknown> {
  try {
    // The CDK deploys small templates as YAML and large ones as JSON, which is also YAML.
    const { TemplateBody: body } = await client.send(new GetTemplateCommand({ StackName: stackName }));
    return parse(body ?? "");
  } catch (error) {
    // CloudFormation reports a missing stack with this code; the CDK has already checked the name.
    if (codeOf(error) === "ValidationError") return undefined;
    throw error;
  }
}

async function assumed(roleWithPlaceholders: string) {
  const sts = new STSClient({});
  const { Account: account = "", Arn: arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
  const region = await sts.config.region();
  const values = { Partition: arn.split(":")[1] ?? "aws", AccountId: account, Region: region };
  const role = roleWithPlaceholders.replaceAll(
    /\$\{AWS::(Partition|AccountId|Region)\}/g,
    (_, name: keyof typeof values) => values[name],
  );
  const { Credentials: given } = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "flowhook" }));
  return {
    accessKeyId: given?.AccessKeyId ?? "",
    secretAccessKey: given?.SecretAccessKey ?? "",
    sessionToken: given?.SessionToken ?? "",
  };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? error.name : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Without a comparison the removals are unknown, so the deployment needs a confirmation. */
function refuseUncompared(stackName: string, error: unknown): undefined {
  if (values["confirm-removals"] === true) return undefined;
  console.error(
    `The deployed template of the stack ${stackName} cannot be read (${messageOf(error)}), so the removals that the deployment would make are unknown. Check your credentials and allow cloudformation:GetTemplate, or deploy without the comparison: npm run deploy -- --confirm-removals`,
  );
  process.exit(1);
}

async function confirm(stackName: string, removed: readonly string[]): Promise<void> {
  console.error(`This deployment removes something from the stack ${stackName}:`);
  for (const sentence of removed) console.error(`  - ${sentence}`);
  if (values["confirm-removals"] === true) return;
  if (await answeredYes()) return;
  console.error(
    "Nothing was deployed. Settings given with -c apply to one deployment only: write them into flowhook.settings.yaml. If the removal is intended, run: npm run deploy -- --confirm-removals",
  );
  process.exit(1);
}

async function answeredYes(): Promise<boolean> {
  if (!process.stdin.isTTY || process.env["CI"] !== undefined) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Type "yes" to deploy anyway: ');
  terminal.close();
  return answer.trim() === "yes";
}
