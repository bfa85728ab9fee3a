import type { APIGatewayProxyEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import type { EventDeadLetter } from "#app/runs/run-ports.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { takeRequest } from "../../../lambdas/ingest/take-request.ts";

const NOW = Date.UTC(2026, 10, 24, 9);

function started({ fails = false } = {}) {
  const sent: EventMessage[][] = [];
  const letters: EventDeadLetter[] = [];
  const errors: unknown[] = [];
  const take = takeRequest({
    sendEvents: async (messages) => {
      if (fails) throw new Error("SQS is down");
      sent.push([...messages]);
    },
    eventsDeadLetters: { send: async (letter) => void letters.push(letter) },
    now: () => NOW,
    sha256Hex,
    turn: async () => {},
    onError: (error) => errors.push(error),
  });
  return { take, sent, letters, errors };
}

/** A request as API Gateway forwards it; of the many fields, those that the function reads. */
function request(body: string | null, changes: Partial<APIGatewayProxyEvent> = {}): APIGatewayProxyEvent {
  return {
    resource: "/events/bulk",
    multiValueHeaders: { "Content-Type": ["application/json"], Authorization: ["Bearer secret"] },
    requestContext: { extendedRequestId: "JKJaXm+/PLvHcESHA=", requestId: "r", authorizer: { key_id: "key_0a" } },
    body,
    isBase64Encoded: false,
    ...changes,
  } as APIGatewayProxyEvent; // the other fields are not read
}

const order = (uniqueId: string) => ({
  metric: "Placed Order",
  profile: { email: "zoë@customer.example" },
  unique_id: uniqueId,
});

describe("the ingest function", () => {
  it("sends the valid events in one call, with the id of the key that API Gateway checked", async () => {
    const { take, sent } = started();
    const answer = await take(request(JSON.stringify([order("1"), {}, order("2")])));
    expect(answer).toMatchObject({ statusCode: 202, headers: { "content-type": "application/json" } });
    expect(JSON.parse(answer.body)).toMatchObject({ request_id: "JKJaXm+/PLvHcESHA=", accepted: 2, refused: 1 });
    const shared = { v: 1, format: "plain", received_at: NOW, key_id: "key_0a" };
    expect(sent).toEqual([
      [
        { ...shared, request_id: expect.stringMatching(/:0$/), body: JSON.stringify(order("1")) },
        { ...shared, request_id: expect.stringMatching(/:2$/), body: JSON.stringify(order("2")) },
      ],
    ]);
  });

  it("sends an event once that a request holds twice, and reports the copy", async () => {
    const { take, sent } = started();
    const { body } = await take(request(JSON.stringify([order("1"), order("2"), order("1")])));
    expect(JSON.parse(body).events.map(({ duplicate }: { duplicate?: true }) => duplicate)).toEqual([
      undefined,
      undefined,
      true,
    ]);
    expect(sent.flat()).toHaveLength(2);
  });

  it("reads a body in base64, as API Gateway passes binary bodies", async () => {
    const { take, sent } = started();
    const body = Buffer.from(JSON.stringify([order("1")])).toString("base64");
    expect(await take(request(body, { isBase64Encoded: true }))).toMatchObject({ statusCode: 202 });
    expect(sent.flat()[0]?.body).toBe(JSON.stringify(order("1")));
  });

  it("refuses a request over 4 MB, and one of another content type", async () => {
    const { take, sent } = started();
    const large = await take(request(JSON.stringify([order("1")]).padEnd(4_000_001)));
    expect(large).toMatchObject({ statusCode: 413 });
    expect(JSON.parse(large.body).errors[0].detail).toBe("A request may have at most 4000000 bytes.");
    expect(await take(request(JSON.stringify([order("1")]).padEnd(3_999_999)))).toMatchObject({ statusCode: 202 });
    const xml = { multiValueHeaders: { "content-type": ["application/xml"] } };
    expect(await take(request("<a/>", xml))).toMatchObject({ statusCode: 415 });
    expect(sent).toHaveLength(1);
  });

  it("answers 503 with Retry-After if SQS may not have stored an event, and logs the error", async () => {
    const { take, errors } = started({ fails: true });
    const answer = await take(request(JSON.stringify([order("1")])));
    expect(answer).toMatchObject({ statusCode: 503, headers: { "retry-after": "5" } });
    expect(answer.body).not.toContain("SQS");
    expect(errors).toEqual([new Error("SQS is down")]);
  });

  it("refuses an empty body", async () => {
    const { take } = started();
    expect(await take(request(null))).toMatchObject({ statusCode: 400 });
  });

  it("throws for a path that is not one of ingest, because only a wrong stack forwards it", async () => {
    const { take } = started();
    await expect(take(request("[]", { resource: "/other" }))).rejects.toThrow("/other");
  });
});

describe("the scope of the key", () => {
  const withScope = (context: object) => {
    const authorizer = { key_id: "key_0a", key_metrics: "", key_sources: "", ...context };
    const requestContext = { ...request("").requestContext, authorizer };
    return request(JSON.stringify([order("1"), { ...order("2"), metric: "Cancelled Order" }]), { requestContext });
  };

  it("refuses the events that it does not allow, and travels with the others", async () => {
    const { take, sent } = started();
    const answer = await take(withScope({ key_metrics: '["Placed "]' }));
    expect(answer.statusCode).toBe(202);
    const codes = JSON.parse(answer.body).events.map(
      ({ errors }: { errors?: { code: string }[] }) => errors?.[0]?.code,
    );
    expect(codes).toEqual([undefined, "event-out-of-scope"]);
    expect(sent.flat()).toMatchObject([{ key_metrics: ["Placed "] }]);
  });

  it("that names only sources refuses the request", async () => {
    const { take, sent } = started();
    expect(await take(withScope({ key_sources: '["crm"]' }))).toMatchObject({ statusCode: 403 });
    expect(sent).toEqual([]);
  });
});
