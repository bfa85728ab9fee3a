// The route of test sends over the real use case, with a queue that delivers its messages at once.

import { describe, expect, it } from "vitest";
import { refusals } from "#api/refusals.ts";
import { testSendRoutes } from "#api/test-send-routes.ts";
import { deliver } from "#app/delivery/deliver.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { answered, type Decided, deliveryPorts, MESSAGE } from "#support/delivery-ports.ts";
import { webhookFlow } from "#support/flow-files.ts";

const EVENT = { metric: "Placed Order", profile: { email: "ada@customer.example" }, properties: { OrderId: "7" } };

/** Requests a test send of the flow "order". */
async function ask(body: unknown, { path = "order", lost = false, ...decided }: Decided & Asked = {}) {
  const { ports, posts } = deliveryPorts({ flow: webhookFlow(MESSAGE, { flow: "draft" }), ...decided });
  let requests = 0;
  const app = testSendRoutes(
    {
      ...ports,
      dispatchQueue: {
        async send(dispatches) {
          if (!lost) for (const { message } of dispatches) await deliver(ports, message);
        },
      },
      newRequestId: () => `request-${++requests}`,
      sha256Hex,
      pause: async () => {},
    },
    refusals(() => "request-1"),
  );
  const answer = await app.request(`/flows/${path}/test-send`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: answer.status, body: JSON.parse(await answer.text()), posts };
}

interface Asked {
  readonly path?: string;
  readonly lost?: boolean;
}

describe("POST /flows/:flow/test-send", () => {
  it("returns the request and the response", async () => {
    const { status, body, posts } = await ask({ event: EVENT }, { answers: [answered(503, { excerpt: "busy" })] });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      status: "tested",
      reason: "http-503",
      attempts_made: 1,
      request: { url: "https://hook.example/orders", body: { order: "7" } },
      attempts: [{ round: 1, attempt: 1, outcome: "tested", status: 503, reason: "http-503", response: "busy" }],
    });
    expect(posts).toHaveLength(1);
  });

  it("returns only the id if the test is still in flight", async () => {
    const { status, body } = await ask({ event: EVENT }, { lost: true });
    expect([status, body]).toEqual([202, { data: { id: expect.stringMatching(/^evt_[0-9a-f]{32}:order:send$/) } }]);
  });

  it.each([
    ["a body that is not JSON", "{", "", "The body is not JSON."],
    ["a body without an event", {}, "/event", "Must be an object."],
    ["an event without a metric", { event: { ...EVENT, metric: "" } }, "/event/metric", expect.any(String)],
    ["an unknown field", { event: EVENT, actoin: "send" }, "/actoin", expect.stringContaining('"action"')],
    [
      "an unknown action",
      { event: EVENT, action: "sent" },
      "/action",
      'There is no webhook "sent". Did you mean "send"?',
    ],
  ])("refuses %s", async (_, asked, pointer, detail) => {
    const { status, body, posts } = await ask(asked);
    expect([status, body.errors]).toMatchObject([400, [{ code: "invalid", detail, source: { pointer } }]]);
    expect(posts).toEqual([]);
  });

  it("answers an unknown flow with 404 and a suggestion", async () => {
    const { status, body } = await ask({ event: EVENT }, { path: "oder" });
    expect([status, body.errors[0].detail]).toEqual([404, 'There is no flow "oder". Did you mean "order"?']);
  });
});
