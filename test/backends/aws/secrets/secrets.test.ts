import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { afterEach, describe, expect, test } from "vitest";
import { SecretsManagerSecrets } from "#backends/aws/secrets/secrets-manager-secrets.ts";
import { type AnsweringServer, startAnswering } from "#support/aws/answering-server.ts";
import { NOON } from "#support/delivery-samples.ts";
import { secretsContract } from "../../../contracts/secrets.contract.ts";

const CURRENT = "c".repeat(44);
const PREVIOUS = "p".repeat(44);
const HOUR = 3_600_000;

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

/** Returns the secrets of a stack, whose values and clock a test can change. */
async function setUp(holds: Partial<Record<string, { value: string; createdAt?: number }>>) {
  const clock = { now: NOON };
  const faults = { broken: false };
  server = await startAnswering(({ input }) => {
    const { SecretId, VersionStage } = input as { SecretId: string; VersionStage: string }; // GetSecretValue's input
    const held = holds[`${SecretId} ${VersionStage}`];
    if (faults.broken) return { status: 400, body: { __type: "AccessDeniedException", Message: "no" } };
    if (held === undefined) return { status: 400, body: { __type: "ResourceNotFoundException", Message: "none" } };
    return { body: { SecretString: held.value, CreatedDate: (held.createdAt ?? NOON - 48 * HOUR) / 1_000 } };
  });
  const secrets = new SecretsManagerSecrets({
    client: new SecretsManagerClient(server.config),
    targetSecretsArn: "targets",
    signingSecretArn: "signing",
    now: () => clock.now,
  });
  const hold = (value: string) => {
    holds["targets AWSCURRENT"] = { value };
  };
  return { secrets, holds, hold, clock, faults };
}

secretsContract("Secrets Manager", async (named, usual) => {
  const entries = Object.entries(named).map(([name, { showAnswers, ...set }]) => {
    return [name, { ...set, ...(showAnswers === undefined ? {} : { show_answers: showAnswers }) }];
  });
  const value = JSON.stringify(Object.fromEntries(entries));
  return (await setUp({ "targets AWSCURRENT": { value }, "signing AWSCURRENT": { value: usual } })).secrets;
});

const asked = () => server?.asked.length;
const crm = (value: string) => JSON.stringify({ crm: { value, hosts: ["a.example"] } });

describe("a secret that was read", () => {
  test("is cached for five minutes, for all callers", async () => {
    const { secrets, hold, clock } = await setUp({ "targets AWSCURRENT": { value: crm("token-1") } });
    await Promise.all([secrets.get("crm"), secrets.get("crm")]);
    hold(crm("token-2"));
    clock.now += 299_999;
    expect(await secrets.get("crm")).toMatchObject({ value: "token-1" });
    expect(asked()).toBe(1);
    clock.now += 1;
    expect(await secrets.get("crm")).toMatchObject({ value: "token-2" });
    expect(asked()).toBe(2);
  });

  test("is read again for a caller that needs a later version, and once for all such callers", async () => {
    const { secrets, hold, clock } = await setUp({ "targets AWSCURRENT": { value: crm("token-1") } });
    await secrets.get("crm");
    hold(crm("token-2"));
    clock.now += 20_000;
    expect(await secrets.get("crm", NOON)).toMatchObject({ value: "token-1" });
    expect(await secrets.get("crm", NOON + 1)).toMatchObject({ value: "token-2" });
    expect(await secrets.get("crm", NOON + 20_000)).toMatchObject({ value: "token-2" });
    expect(asked()).toBe(2);
    // The clock of another machine may be ahead.
    clock.now += 1;
    expect(await secrets.get("crm", NOON + 60_000)).toMatchObject({ value: "token-2" });
    expect(asked()).toBe(3);
  });

  test("is at most five minutes old, also for a caller that accepts an hour", async () => {
    const { secrets, hold, clock } = await setUp({ "targets AWSCURRENT": { value: crm("token-1") } });
    await secrets.get("crm");
    hold(crm("token-2"));
    clock.now += 300_000;
    expect(await secrets.get("crm", NOON - HOUR)).toMatchObject({ value: "token-2" });
  });

  test.each(["{}", crm("v").replace("a.example", "https://"), "not json"])(
    "is read again after half a minute if the name is missing or invalid: %s",
    async (value) => {
      const { secrets, hold, clock } = await setUp({ "targets AWSCURRENT": { value } });
      expect(await secrets.get("crm")).toMatchObject({ ok: false });
      hold(crm("token-1"));
      clock.now += 29_999;
      expect(await secrets.get("crm")).toMatchObject({ ok: false });
      clock.now += 1;
      expect(await secrets.get("crm")).toMatchObject({ ok: true });
    },
  );

  test("for signing is read again, too", async () => {
    const { secrets, holds, clock } = await setUp({});
    expect(await secrets.signing()).toMatchObject({ ok: false, reason: "secret-missing" });
    holds["signing AWSCURRENT"] = { value: CURRENT };
    expect(await secrets.signing()).toMatchObject({ ok: false });
    clock.now += 1;
    expect(await secrets.signing(undefined, NOON + 1)).toMatchObject({ ok: true });
    clock.now += 30_000;
    expect(await secrets.signing()).toMatchObject({ ok: true });
  });
});

test("an error of Secrets Manager is thrown and not cached", async () => {
  const { secrets, hold, holds, faults } = await setUp({});
  faults.broken = true;
  await expect(secrets.get("crm")).rejects.toThrow();
  await expect(secrets.signing()).rejects.toThrow();
  await expect(secrets.signing("crm")).rejects.toThrow();
  faults.broken = false;
  hold(crm("token-1"));
  holds["signing AWSCURRENT"] = { value: CURRENT };
  expect(await secrets.get("crm")).toMatchObject({ ok: true });
  expect(await secrets.signing()).toMatchObject({ ok: true });
});

describe("target secrets", () => {
  test.each(["not json: hunter2", '["hunter2"]', '"hunter2"', "null"])(
    "that are not an object (%s) are reported",
    async (value) => {
      const { secrets } = await setUp({ "targets AWSCURRENT": { value } });
      for (const found of [await secrets.get("crm"), await secrets.signing("crm")]) {
        expect(found).toMatchObject({
          ok: false,
          reason: "secret-invalid",
          detail: expect.stringContaining("TargetSecrets"),
        });
        expect(JSON.stringify(found)).not.toContain("hunter2");
      }
    },
  );

  test.each([
    "1",
    '["hunter2"]',
    "null",
    '{"value":"hunter2","host":["a.example"]}',
    '{"value":"hunter2","hosts":"b"}',
    '""',
    '{"value":"","hosts":["a.example"]}',
  ])("with one invalid entry (%s) are reported for that name only", async (entry) => {
    const { secrets } = await setUp({ "targets AWSCURRENT": { value: `{"crm":${entry},"other":{"value":"v"}}` } });
    const found = await secrets.get("crm");
    expect(found).toMatchObject({ ok: false, reason: "secret-invalid", detail: expect.stringContaining('"crm"') });
    expect(JSON.stringify(found)).not.toContain("hunter2");
    expect(await secrets.get("other")).toMatchObject({ ok: true });
  });

  test("may be texts, which have no hosts", async () => {
    const { secrets } = await setUp({ "targets AWSCURRENT": { value: '{"crm":"token-1"}' } });
    expect(await secrets.get("crm")).toEqual({ ok: true, value: "token-1", hosts: [] });
  });

  test("without a value are missing", async () => {
    const { secrets } = await setUp({});
    expect(await secrets.get("crm")).toMatchObject({ ok: false, reason: "secret-missing" });
  });
});

describe("the signing secret", () => {
  const hmac = (key: Uint8Array) => Buffer.from(key).toString("base64");
  const signed = async (secrets: SecretsManagerSecrets) => {
    const found = await secrets.signing();
    return found.ok ? found.secrets.map((secret) => secret.sign("", hmac)) : found;
  };

  test("that is invalid is reported without its value", async () => {
    const { secrets } = await setUp({ "signing AWSCURRENT": { value: "hunter2" } });
    const found = await secrets.signing();
    expect(found).toMatchObject({
      ok: false,
      reason: "secret-invalid",
      detail: expect.stringContaining("SigningSecret"),
    });
    expect(JSON.stringify(found)).not.toContain("hunter2");
  });

  test("is the same object, read again or not", async () => {
    const { secrets, clock } = await setUp({ "signing AWSCURRENT": { value: CURRENT } });
    const first = await secrets.signing();
    clock.now += HOUR;
    const again = await secrets.signing();
    expect(asked()).toBe(2);
    expect(first.ok && again.ok && first.secrets[0] === again.secrets[0]).toBe(true);
  });

  test("signs together with the previous one for a day after a rotation, the current one first", async () => {
    const { secrets, clock } = await setUp({
      "signing AWSCURRENT": { value: `whsec_${CURRENT}`, createdAt: NOON - 23 * HOUR },
      "signing AWSPREVIOUS": { value: PREVIOUS },
    });
    expect(await signed(secrets)).toEqual([`v1,${CURRENT}`, `v1,${PREVIOUS}`]);
    clock.now += HOUR;
    expect(await signed(secrets)).toEqual([`v1,${CURRENT}`]);
  });

  test("that was just created has no previous one", async () => {
    const { secrets } = await setUp({ "signing AWSCURRENT": { value: CURRENT, createdAt: NOON } });
    expect(await signed(secrets)).toEqual([`v1,${CURRENT}`]);
  });

  test("signs alone if the previous one is invalid", async () => {
    const { secrets } = await setUp({
      "signing AWSCURRENT": { value: CURRENT, createdAt: NOON },
      "signing AWSPREVIOUS": { value: "hunter2" },
    });
    expect(await signed(secrets)).toEqual([`v1,${CURRENT}`]);
  });

  test("signs once if the previous text holds it, too", async () => {
    const { secrets } = await setUp({
      "signing AWSCURRENT": { value: `${CURRENT} ${PREVIOUS}`, createdAt: NOON },
      "signing AWSPREVIOUS": { value: PREVIOUS },
    });
    expect(await signed(secrets)).toEqual([`v1,${CURRENT}`, `v1,${PREVIOUS}`]);
  });
});
