// The emulator checks what roles may do, so that a permission that a function lacks shows in the test. What it can't fulfil
// is taken out of the way: it speaks no TLS, which CDK's bucket and our queues demand, it asks for a permission that AWS
// does not know, and a secret is known there by its name, so that no policy which names one by its ARN matches.

import type { Emulator } from "./emulator.ts";

/** Lets CDK at its bucket without TLS. */
export async function allowPlainBucket(emulator: Emulator): Promise<void> {
  const bucket = `${emulator.url}/cdk-hnb659fds-assets-000000000000-us-east-1`;
  const headers = { authorization: emulator.signedFor("s3") };
  const response = await fetch(`${bucket}?policy`, { method: "DELETE", headers });
  if (!response.ok) throw new Error(`The bucket's policy is still there: ${await response.text()}`);
}

/** Lets the stack at its queues without TLS. */
export async function allowPlainQueues(emulator: Emulator): Promise<void> {
  const { QueueUrls: urls = [] }: { QueueUrls?: string[] } = JSON.parse(await sqs(emulator, "ListQueues", {}));
  for (const QueueUrl of urls) await sqs(emulator, "SetQueueAttributes", { QueueUrl, Attributes: { Policy: "" } });
}

/**
 * What a policy allows on AWS and not here: SendMessage is also for batches
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html), and a
 * secret's ARN names the secret.
 */
const ALSO_ALLOWED = {
  "sqs:SendMessage": "sqs:SendMessageBatch",
  "secretsmanager:GetSecretValue": "secretsmanager:GetSecretValue",
} as const;

/** Lets roles do what their policies allow on AWS. */
export async function allowAsOnAws(emulator: Emulator): Promise<void> {
  for (const role of await roleNames(emulator)) {
    const policies = await policiesOf(emulator, role);
    const also = Object.entries(ALSO_ALLOWED).filter(([action]) => policies.includes(`"${action}"`));
    if (also.length === 0) continue;
    const actions = also.map(([, action]) => action);
    const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] };
    const policy = { PolicyName: "as-on-aws", PolicyDocument: JSON.stringify(document) };
    await iam(emulator, { Action: "PutRolePolicy", RoleName: role, ...policy });
  }
}

async function roleNames(emulator: Emulator): Promise<string[]> {
  return valuesOf("RoleName", await iam(emulator, { Action: "ListRoles", MaxItems: "1000" }));
}

/** The texts of a role's policies. */
async function policiesOf(emulator: Emulator, role: string): Promise<string> {
  const names = valuesOf("member", await iam(emulator, { Action: "ListRolePolicies", RoleName: role }));
  const texts = names.map((name) => iam(emulator, { Action: "GetRolePolicy", RoleName: role, PolicyName: name }));
  return decodeURIComponent((await Promise.all(texts)).join("")).replaceAll("&quot;", '"');
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
      // As if a proxy had ended TLS before the emulator: the policies hold for this call as well.
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
