import { describe, expect, it } from "vitest";
import { deliver } from "#app/delivery/deliver.ts";
import type { Secrets, SigningSecrets, TargetSecret, WebhookTarget } from "#app/delivery/sending-ports.ts";
import { SigningSecret } from "#core/delivery/signature.ts";
import { answered, attemptOf, deliveryPorts, orderMessage } from "#support/delivery-ports.ts";
import { NOON } from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";

const URL = "https://hook.example/orders";
const flow = (more = "") =>
  webhookFlow(`{ url: "${URL}", headers: { Authorization: "Bearer {{ secrets.crm }}" }${more} }`);
const USUAL = new SigningSecret(new Uint8Array(32).fill(1));
const OTHER = new SigningSecret(new Uint8Array(32).fill(2));

/** Secrets that a test changes, with a log of the reads and the oldest time that each accepts. */
function changing(secret: TargetSecret, usual: SigningSecrets = { ok: true, secrets: [USUAL] }) {
  const held = { secret, usual, broken: false };
  const asked: (number | undefined)[] = [];
  const answer = async <T>(found: () => T, since: number | undefined) => {
    asked.push(since);
    if (held.broken) throw new Error("out of reach");
    return found();
  };
  const secrets: Secrets = {
    get: (_name, since) => answer(() => held.secret, since),
    signing: (_name, since) => answer(() => held.usual, since),
  };
  return { held, asked, secrets };
}

/** A target with a callback before each request. */
function meanwhile({ post }: WebhookTarget, happens: () => void): WebhookTarget {
  return {
    post(request) {
      happens();
      return post(request);
    },
  };
}

const crm = (value: string, hosts = ["hook.example"]): TargetSecret => ({ ok: true, value, hosts });

describe("a secret", () => {
  it("is sent to a host that it names", async () => {
    const { secrets: allSecrets } = changing(crm("token-1"));
    const { ports, posts } = deliveryPorts({ flow: flow(), allSecrets });
    expect(await attemptOf(ports, orderMessage())).toMatchObject({ attempt: { outcome: "delivered" } });
    expect(posts[0]?.headers).toMatchObject({ Authorization: "Bearer token-1" });
  });

  it.each([
    [["other.example"], "other.example only"],
    [["*.hook.example"], "*.hook.example only"],
    [["a.example", "b.example"], "a.example, b.example only"],
    [[], "no host, because no host is set for it"],
  ])("that names the hosts %j is sent to no other host: the delivery has failed", async (hosts, allowed) => {
    const { secrets: allSecrets } = changing(crm("token-1", hosts));
    const { ports, posts } = deliveryPorts({ flow: flow(), allSecrets });
    const made = await attemptOf(ports, orderMessage());
    expect(made).toMatchObject({
      attempt: {
        outcome: "failed",
        reason: "secret-not-for-host",
        detail: `The secret "crm" may be sent to ${allowed}; this webhook goes to hook.example.`,
      },
      request: { url: URL },
    });
    expect(posts).toEqual([]);
    expect(JSON.stringify(made)).not.toContain("token-1");
  });

  it("is kept from other hosts even if an operator approves the delivery", async () => {
    const { secrets: allSecrets } = changing(crm("token-1", []));
    const { ports, posts } = deliveryPorts({ flow: flow(), allSecrets });
    await attemptOf(ports, orderMessage({ approved: true, forced: true, body: "{}" }));
    expect(posts).toEqual([]);
  });

  it.each(["secret-missing", "secret-invalid"] as const)("that is reported as %s is waited for", async (reason) => {
    const fault = { ok: false, reason, detail: "FLOWHOOK_SECRET_CRM: look." } as const;
    const allSecrets = { get: async () => fault, signing: async () => ({ ok: true, secrets: [] }) as const };
    const { ports, posts } = deliveryPorts({ flow: flow(), allSecrets });
    expect((await attemptOf(ports, orderMessage())).attempt).toMatchObject({
      outcome: "retrying",
      reason,
      detail: "FLOWHOOK_SECRET_CRM: look.",
      next_attempt_at: NOON + 2_500,
    });
    expect(posts).toEqual([]);
  });

  it("that is never set leaves the delivery in the dead letters", async () => {
    const fault = { ok: false, reason: "secret-missing", detail: "" } as const;
    const allSecrets = { get: async () => fault, signing: async () => ({ ok: true, secrets: [] }) as const };
    const { ports, failed } = deliveryPorts({ flow: flow(", retry: { attempts: 1 }"), allSecrets });
    await deliver(ports, orderMessage());
    expect(failed).toMatchObject([{ reason: "secret-missing", message: { round: 2, attempt: 1 } }]);
  });
});

describe("a webhook is signed", () => {
  it("with the secret that its flow names, or with the usual one if it names no secret", async () => {
    const names: (string | undefined)[] = [];
    const allSecrets: Secrets = {
      get: async () => crm("t"),
      signing: async (name) => {
        names.push(name);
        return { ok: true, secrets: name === "own" ? [OTHER, USUAL] : [USUAL] };
      },
    };
    for (const more of [", signing_secret: own", "", ", signing_secret: null"]) {
      const { ports, posts } = deliveryPorts({ flow: flow(more), allSecrets });
      await attemptOf(ports, orderMessage());
      expect(posts[0]?.headers["webhook-signature"]?.match(/v1,/g)).toHaveLength(more.includes("own") ? 2 : 1);
    }
    expect(names).toEqual(["own", undefined, undefined]);
  });

  it("or not sent: the delivery waits for a missing signing secret", async () => {
    const fault = { ok: false, reason: "secret-missing", detail: "none" } as const;
    const { ports, posts } = deliveryPorts({
      flow: flow(", signing_secret: own"),
      allSecrets: { get: async () => crm("t"), signing: async () => fault },
    });
    expect(await attemptOf(ports, orderMessage())).toMatchObject({
      attempt: { outcome: "retrying", reason: "secret-missing", detail: "none" },
      request: { url: URL, body: "{}" },
    });
    expect(posts).toEqual([]);
  });
});

describe("a target that refuses access", () => {
  it.each([401, 403])("ends the delivery with a %i if the secrets are unchanged", async (status) => {
    const { secrets: allSecrets, asked } = changing(crm("token-1"));
    const { ports, posts } = deliveryPorts({ flow: flow(), allSecrets, answers: [answered(status)] });
    expect((await attemptOf(ports, orderMessage())).attempt).toMatchObject({
      outcome: "failed",
      reason: `http-${status}`,
    });
    expect(posts).toHaveLength(1);
    // The secrets are read again, but a value that was read in the last ten seconds is fresh enough.
    expect(asked).toEqual([undefined, undefined, NOON + 100 - 10_000, NOON + 100 - 10_000]);
  });

  it.each<[string, Partial<ReturnType<typeof changing>["held"]>]>([
    ["a secret", { secret: crm("token-2") }],
    ["the signing secret", { usual: { ok: true, secrets: [OTHER, USUAL] } }],
  ])("is tried again at once if %s has changed, with the current one", async (_, change) => {
    const { secrets: allSecrets, held, asked } = changing(crm("token-1"));
    const answers = [answered(401), answered(200)];
    const { ports, posts, later, store } = deliveryPorts({ flow: flow(), allSecrets, answers });
    const target = meanwhile(ports.target, () => Object.assign(held, change));
    await deliver({ ...ports, target }, orderMessage());
    expect(store.records[0]?.attempts).toMatchObject([
      {
        outcome: "retrying",
        reason: "http-401",
        detail: expect.stringMatching(/has changed since, so the delivery is sent again with the new one\.$/),
        next_attempt_at: NOON + 100,
      },
    ]);
    expect(later).toMatchObject([{ dueAt: NOON + 100, message: { attempt: 2, secrets_since: NOON + 100 } }]);
    asked.length = 0;
    await deliver({ ...ports, target }, later[0]?.message ?? orderMessage());
    expect(asked).toEqual([NOON + 100, NOON + 100]);
    expect(store.records[0]).toMatchObject({ status: "delivered" });
    expect(posts[1]?.headers["Authorization"]).toBe(`Bearer ${held.secret.value}`);
    expect(posts[1]?.body).toBe(posts[0]?.body);
  });

  it("is not tried more often than its flow allows, even if secrets have changed", async () => {
    const { secrets: allSecrets, held } = changing(crm("token-1"));
    const { ports } = deliveryPorts({
      flow: flow(", retry: { attempts: 1 }"),
      allSecrets,
      answers: [answered(401)],
    });
    const target = meanwhile(ports.target, () => {
      held.secret = crm("token-2");
    });
    const { attempt } = await attemptOf({ ...ports, target }, orderMessage());
    expect(attempt).toMatchObject({ outcome: "failed", reason: "http-401" });
  });

  it("is not tried again if the secrets can't be read at that time", async () => {
    const { secrets: allSecrets, held } = changing(crm("token-1"));
    const { ports, posts } = deliveryPorts({ flow: flow(), allSecrets, answers: [answered(401)] });
    const target = meanwhile(ports.target, () => {
      held.broken = true;
    });
    expect((await attemptOf({ ...ports, target }, orderMessage())).attempt).toMatchObject({ outcome: "failed" });
    expect(posts).toHaveLength(1);
  });

  it("has its answer recorded if the secret may no longer be sent to it", async () => {
    const { secrets: allSecrets, held } = changing(crm("token-1"));
    const { ports } = deliveryPorts({ flow: flow(), allSecrets, answers: [answered(401)] });
    const target = meanwhile(ports.target, () => {
      held.secret = crm("token-2", []);
    });
    expect((await attemptOf({ ...ports, target }, orderMessage())).attempt).toMatchObject({
      outcome: "failed",
      reason: "http-401",
    });
  });

  it("and whose flow retries that status is retried with the current secrets", async () => {
    const { secrets: allSecrets } = changing(crm("token-1"));
    const { ports, later } = deliveryPorts({
      flow: flow(", retry: { status_codes: { also: [401] } }"),
      allSecrets,
      answers: [answered(401)],
    });
    await deliver(ports, orderMessage());
    expect(later).toMatchObject([{ dueAt: NOON + 2_500, message: { secrets_since: NOON + 100 } }]);
  });
});

it("other answers do not read the secrets again, and their retries use the cached ones", async () => {
  const { secrets: allSecrets, asked } = changing(crm("token-1"));
  const { ports, later } = deliveryPorts({ flow: flow(), allSecrets, answers: [answered(500)] });
  await deliver(ports, orderMessage());
  expect(asked).toEqual([undefined, undefined]);
  expect(later[0]?.message).not.toHaveProperty("secrets_since");
});
