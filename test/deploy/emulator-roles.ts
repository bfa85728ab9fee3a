// The emulator enforces roles, so the test fails if a function lacks a permission. This file removes three of its differences from
// AWS: it speaks no TLS, which the CDK's bucket and the stack's queues require; it requires an action for batches that AWS does not
// have; and it resolves `Ref` of a secret to the secret's name. test/lib/role-simulation.test.ts covers the rest.

import type { Emulator } from "./emulator.ts";

/** Removes the policy of CDK's bucket, which refuses requests without TLS. */
export async function allowPlainBucket(emulator: Emulator): Promise<void> {
  const bucket = `${emulator.url}/cdk-hnb659fds-assets-000000000000-us-east-1`;
  const headers = { authorization: emulator.signedFor("s3") };
  const response = await fetch(`${bucket}?policy`, { method: "DELETE", headers });
  if (!response.ok) throw new Error(`The bucket's policy is still there: ${await response.text()}`);
}

/** Removes the policies of the stack's queues, which refuse requests without TLS. */
export async function allowPlainQueues(emulator: Emulator): Promise<void> {
  const { QueueUrls: urls = [] }: { QueueUrls?: string[] } = JSON.parse(await sqs(emulator, "ListQueues", {}));
  for (const QueueUrl of urls) await sqs(emulator, "SetQueueAttributes", { QueueUrl, Attributes: { Policy: "" } });
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/**
 * Grants the permissions that a role's statements mean on AWS but not to the emulator, on the same resources and on no others. On
 * AWS, SendMessage also allows batches
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html), and `Ref`
 * of a secret is its ARN. The emulator requires a separate action for batches, and resolves `Ref` of a secret to its name.
 */
export async function allowAsOnAws(emulator: Emulator): Promise<void> {
  for (const role of await roleNames(emulator)) {
    const translated = (await statementsOf(emulator, role)).flatMap(asTheEmulatorReadsIt);
    if (translated.length === 0) continue;
    const document = { Version: "2012-10-17", Statement: translated };
    const policy = { PolicyName: "as-on-aws", PolicyDocument: JSON.stringify(document) };
    await iam(emulator, { Action: "PutRolePolicy", RoleName: role, ...policy });
  }
}

function asTheEmulatorReadsIt({ Effect, Action, Resource }: Statement): Statement[] {
  if (Effect !== "Allow") return [];
  const actions = [Action].flat();
  const batches = actions.includes("sqs:SendMessage") ? [{ Effect, Action: "sqs:SendMessageBatch", Resource }] : [];
  const names = [Resource].flat().filter((name) => !name.includes(":"));
  const secrets = names.map((name) => `arn:aws:secretsmanager:*:*:secret:${name}-*`);
  const reads = actions.includes("secretsmanager:GetSecretValue") && secrets.length > 0;
  return [...batches, ...(reads ? [{ Effect, Action: "secretsmanager:GetSecretValue", Resource: secrets }] : [])];
}

async function roleNames(emulator: Emulator): Promise<string[]> {
  return valuesOf("RoleName", await iam(emulator, { Action: "ListRoles", MaxItems: "1000" }));
}

/** The statements of all inline policies of a role. */
async function statementsOf(emulator: Emulator, role: string): Promise<Statement[]> {
  const names = valuesOf("member", await iam(emulator, { Action: "ListRolePolicies", RoleName: role }));
  const answers = names.map((name) => iam(emulator, { Action: "GetRolePolicy", RoleName: role, PolicyName: name }));
  const documents = (await Promise.all(answers)).flatMap((answer) => valuesOf("PolicyDocument", answer));
  return documents.flatMap((text) => [JSON.parse(decodeURIComponent(text).replaceAll("&quot;", '"')).Statement].flat());
}

/** The texts of an XML answer's elements of a name. */
function valuesOf(element: string, xml: string): string[] {
  return [...xml.matchAll(new RegExp(`<${element}>([^<]+)</${element}>`, "g"))].map(([, text]) => text ?? "");
}

async function sqs(emulator: Emulator, action: string, input: unknown): Promise<string> {
  const response = await fetch(emulator.url, {
    method: "POST",
    headers: {
      authorization: emulator.signedFor("sqs"),
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AmazonSQS.${action}`,
      // The header of a proxy that terminates TLS, because the policies also apply to this call.
      "x-forwarded-proto": "https",
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`SQS ${action} was answered with ${response.status}: ${text}`);
  return text;
}

async function iam(emulator: Emulator, form: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(emulator.url, {
    method: "POST",
    headers: { authorization: emulator.signedFor("iam") },
    body: new URLSearchParams({ Version: "2010-05-08", ...form }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`IAM ${form["Action"]} was answered with ${response.status}: ${text}`);
  return text;
}
