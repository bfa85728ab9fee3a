import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterEach, expect, test } from "vitest";
import { SecretsManagerSecrets } from "#backends/aws/secrets-manager-secrets.ts";
import { NOON } from "../../contracts/delivery-samples.ts";
import { type AnsweringServer, startAnswering } from "./answering-server.ts";

const CURRENT = "c".repeat(44);
const PREVIOUS = "p".repeat(44);
const HOUR = 3_600_000;

let server: AnsweringServer;
afterEach(() => server.close());

/** The secrets of a stack; what they hold, and what the time is, can be changed. */
async function setUp(holds: Partial<Record<string, { value: string; createdAt?: number }>>) {
  const clock = { now: NOON };
  server = await startAnswering(({ input }) => {
    const { SecretId, VersionStage } = input as { SecretId: string; VersionStage: string }; // GetSecretValue's input
    const held = holds[`${SecretId} ${VersionStage}`];
    if (held === undefined) return { status: 400, body: { __type: "ResourceNotFoundException", Message: "none" } };
    return { body: { SecretString: held.value, CreatedDate: (held.createdAt ?? NOON - 48 * HOUR) / 1_000 } };
  });
  const secrets = new SecretsManagerSecrets({
    client: new SecretsManagerClient(server.config),
    targetSecretsArn: "targets",
    signingSecretArn: "signing",
    now: () => clock.now,
  });
  return { secrets, holds, clock };
}

const asked = () => server.asked.length;

test("a target's secret is found by its name; what is no own name is none", async () => {
  const { secrets } = await setUp({ "targets AWSCURRENT": { value: '{"crm":"token-1"}' } });
  expect(await secrets.get("crm")).toBe("token-1");
  expect(await secrets.get("constructor")).toBeUndefined();
  expect(await secrets.get("other")).toBeUndefined();
});

test("secrets are read once in five minutes, by however many askers", async () => {
  const { secrets, holds, clock } = await setUp({ "targets AWSCURRENT": { value: '{"crm":"token-1"}' } });
  await Promise.all([secrets.get("crm"), secrets.get("crm")]);
  holds["targets AWSCURRENT"] = { value: '{"crm":"token-2"}' };
  clock.now += 299_999;
  expect(await secrets.get("crm")).toBe("token-1");
  expect(asked()).toBe(1);
  clock.now += 1;
  expect(await secrets.get("crm")).toBe("token-2");
  expect(asked()).toBe(2);
});

test("a name that is not there is looked for again after half a minute", async () => {
  const { secrets, holds, clock } = await setUp({ "targets AWSCURRENT": { value: "{}" } });
  expect(await secrets.get("crm")).toBeUndefined();
  holds["targets AWSCURRENT"] = { value: '{"crm":"token-1"}' };
  clock.now += 29_999;
  expect(await secrets.get("crm")).toBeUndefined();
  clock.now += 1;
  expect(await secrets.get("crm")).toBe("token-1");
});

test("secrets are read anew after a refresh", async () => {
  const { secrets, holds } = await setUp({
    "targets AWSCURRENT": { value: '{"crm":"token-1"}' },
    "signing AWSCURRENT": { value: CURRENT },
  });
  await secrets.get("crm");
  const [before] = await secrets.signing();
  holds["targets AWSCURRENT"] = { value: '{"crm":"token-2"}' };
  holds["signing AWSCURRENT"] = { value: PREVIOUS };
  secrets.refresh();
  expect(await secrets.get("crm")).toBe("token-2");
  expect((await secrets.signing())[0]).not.toBe(before);
});

test("a fault is thrown and not kept", async () => {
  const { secrets, holds } = await setUp({});
  await expect(secrets.get("crm")).rejects.toThrow();
  await expect(secrets.signing()).rejects.toThrow("signing");
  holds["targets AWSCURRENT"] = { value: '{"crm":"token-1"}' };
  holds["signing AWSCURRENT"] = { value: CURRENT };
  expect(await secrets.get("crm")).toBe("token-1");
  expect(await secrets.signing()).toHaveLength(1);
});

test.each(["not json: hunter2", '["hunter2"]', '{"crm":1}'])(
  "target secrets that are none (%s) are told without their value",
  async (value) => {
    const { secrets } = await setUp({ "targets AWSCURRENT": { value } });
    const failure = await secrets.get("crm").catch((error: unknown) => String(error));
    expect(failure).toContain("targets");
    expect(failure).not.toContain("hunter2");
  },
);

test("a signing secret that is none is told without its value", async () => {
  const { secrets } = await setUp({ "signing AWSCURRENT": { value: "hunter2" } });
  const failure = await secrets.signing().catch((error: unknown) => String(error));
  expect(failure).toContain("signing");
  expect(failure).not.toContain("hunter2");
});

test("the same secret is the same object, read again or not", async () => {
  const { secrets, clock } = await setUp({ "signing AWSCURRENT": { value: CURRENT } });
  const [first] = await secrets.signing();
  clock.now += HOUR;
  const [again] = await secrets.signing();
  expect(asked()).toBe(2);
  expect(again).toBe(first);
});

test("for a day after a rotation webhooks are signed with both secrets, the current one first", async () => {
  const { secrets, clock } = await setUp({
    "signing AWSCURRENT": { value: `whsec_${CURRENT}`, createdAt: NOON - 23 * HOUR },
    "signing AWSPREVIOUS": { value: PREVIOUS },
  });
  const hmac = (key: Uint8Array) => Buffer.from(key).toString("base64");
  const signed = async () => (await secrets.signing()).map((secret) => secret.sign("", hmac));
  expect(await signed()).toEqual([`v1,${CURRENT}`, `v1,${PREVIOUS}`]);
  clock.now += HOUR;
  expect(await signed()).toEqual([`v1,${CURRENT}`]);
});

test("a signing secret that was just made has none before it", async () => {
  const { secrets } = await setUp({ "signing AWSCURRENT": { value: CURRENT, createdAt: NOON } });
  expect(await secrets.signing()).toHaveLength(1);
});
