import { describe, expect, it } from "vitest";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import { SigningSecret } from "#core/delivery/signature.ts";
import { answered, attemptOf, deliveryPorts, orderMessage } from "#support/delivery-ports.ts";
import { NOON } from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";

const HOOK = '{ url: "https://hook.example/" }';
const BY_NOW = { round: 1, attempt: 1, at: NOON, duration_ms: 100 };

async function attemptWith(answer: TargetAnswer, changes = {}) {
  const { ports } = deliveryPorts({ flow: webhookFlow(HOOK), answers: [answer] });
  return (await attemptOf(ports, orderMessage(changes))).attempt;
}

describe("an attempt records", () => {
  it.each<[string, TargetAnswer, object]>([
    ["a success", answered(204), { outcome: "delivered", status: 204 }],
    [
      "the target's Retry-After",
      answered(200, { excerpt: "thanks" }),
      { outcome: "delivered", status: 200, response: "thanks" },
    ],
    [
      "the reason of a failure and the time of the retry",
      answered(503, { excerpt: "later" }),
      {
        outcome: "retrying",
        reason: "http-503",
        status: 503,
        detail: "The target was not available (HTTP 503).",
        response: "later",
        next_attempt_at: NOON + 2_500,
      },
    ],
    [
      "the reason of a permanent failure",
      answered(404),
      { outcome: "failed", reason: "http-404", status: 404, detail: "The target has nothing at this URL (HTTP 404)." },
    ],
    [
      "the reason why no answer came, with its detail",
      { type: "unanswered", reason: "dns-failed", detail: "ENOTFOUND hook.example", durationMs: 1 },
      {
        outcome: "retrying",
        reason: "dns-failed",
        detail: "The target's name could not be looked up. ENOTFOUND hook.example",
        next_attempt_at: NOON + 2_500,
      },
    ],
    [
      "the reason why no request was made",
      { type: "unanswered", reason: "address-refused", detail: "", durationMs: 0 },
      {
        outcome: "failed",
        reason: "address-refused",
        detail: expect.stringMatching(/^The target's address .* nothing was sent\.$/),
      },
    ],
  ])("%s", async (_, answer, expected) => {
    expect(await attemptWith(answer)).toEqual({ ...BY_NOW, ...expected });
  });
});

describe("the next attempt", () => {
  it.each<[string, string, number]>([
    ["seconds", "3600", NOON + 100 + 3_600_000],
    ["a date", new Date(NOON + 7_200_000).toUTCString(), NOON + 7_200_000],
  ])("waits as long as the target asks for, as %s", async (_, retryAfter, time) => {
    expect((await attemptWith(answered(429, { retryAfter }))).next_attempt_at).toBe(time);
  });

  it("is not made earlier because the target asks for it, nor later for an invalid time", async () => {
    for (const retryAfter of ["0", "soon"]) {
      expect((await attemptWith(answered(429, { retryAfter }))).next_attempt_at).toBe(NOON + 2_500);
    }
  });

  it("is timed from the first attempt of its round", async () => {
    const attempt = await attemptWith(answered(500), { attempt: 3, round_started_at: NOON - 10_000 });
    // The third retry's window: the twenty seconds that begin 15 s after the first attempt.
    expect(attempt.next_attempt_at).toBe(NOON - 10_000 + 15_000 + 10_000);
  });

  it("is not made after the eighteenth, whose failure is final", async () => {
    const attempt = await attemptWith(answered(500), { attempt: 18, round_started_at: NOON - 86_400_000 });
    expect(attempt).toMatchObject({ outcome: "failed", reason: "http-500" });
    expect(attempt).not.toHaveProperty("next_attempt_at");
  });
});

describe("a request", () => {
  it("names its delivery, its attempt, its flow and the version of Flowhook", async () => {
    const { ports, posts } = deliveryPorts({
      flow: webhookFlow('{ url: "https://hook.example/", headers: { X-Shop: mugs } }'),
    });
    await attemptOf(ports, orderMessage({ attempt: 2 }));
    expect(posts[0]?.headers).toEqual({
      "content-type": "application/json",
      "user-agent": "Flowhook/1.2.3",
      "webhook-id": "evt_1:order:send",
      "webhook-timestamp": String(NOON / 1_000),
      "flowhook-attempt": "2",
      "flowhook-flow-id": "order",
      "flowhook-action-id": "send",
      "X-Shop": "mugs",
    });
  });

  it("is signed with each secret, over its id, its time and its body", async () => {
    const signing = [new SigningSecret(new Uint8Array(32)), new SigningSecret(new Uint8Array(24))];
    const { ports, posts } = deliveryPorts({ signing });
    await attemptOf(ports, orderMessage());
    const signature = `v1,hmac of evt_1:order:send.${NOON / 1_000}.${posts[0]?.body}`;
    expect(posts[0]?.headers["webhook-signature"]).toBe(`${signature} ${signature}`);
  });
});

describe("no request is made", () => {
  it.each<[string, string | null, object, string, string]>([
    ["of a deleted flow", null, {}, "flow-not-found", 'There is no flow "order" any more.'],
    [
      "of a flow that was stopped",
      webhookFlow(HOOK, { flow: "disabled" }),
      {},
      "flow-not-live",
      'The flow "order" is not live.',
    ],
    [
      "of a flow that is a draft again",
      webhookFlow(HOOK, { flow: "draft" }),
      {},
      "flow-not-live",
      'The flow "order" is not live.',
    ],
    [
      "of a deleted action",
      webhookFlow(HOOK),
      { action_id: "other" },
      "action-not-found",
      'The flow "order" has no action "other" any more.',
    ],
    [
      "of an action that was stopped",
      webhookFlow(HOOK, { action: "disabled" }),
      {},
      "action-not-live",
      'The action "send" of "order" is not live.',
    ],
  ])("%s: the delivery has failed, with the reason", async (_, flow, changes, reason, detail) => {
    const { ports, posts } = deliveryPorts({ flow });
    const made = await attemptOf(ports, orderMessage(changes));
    expect(made).toEqual({ attempt: { ...BY_NOW, duration_ms: 0, outcome: "failed", reason, detail } });
    expect(posts).toEqual([]);
  });

  it("without its secret: the delivery is retried, because the secret may be set by then", async () => {
    const { ports, posts } = deliveryPorts({ flow: webhookFlow('{ url: "https://hook.example/{{ secrets.key }}" }') });
    const made = await attemptOf(ports, orderMessage());
    expect(made).toMatchObject({
      attempt: { outcome: "retrying", reason: "secret-missing", next_attempt_at: NOON + 2_500 },
      request: { url: "https://hook.example/***" },
    });
    expect(posts).toEqual([]);
  });

  it("that can't be rendered: the delivery has failed, because rendering it again would give the same result", async () => {
    const { ports, posts } = deliveryPorts({
      flow: webhookFlow('{ url: "https://hook.example/{{ event.OrderId }}" }'),
    });
    const event = { ...orderMessage().event, properties: { OrderId: ".." } };
    const made = await attemptOf(ports, orderMessage({ event }));
    expect(made).toMatchObject({ attempt: { outcome: "failed", reason: "template-failed" } });
    expect(posts).toEqual([]);
  });
});
