import type { Server } from "node:net";
import { describe, expect, test } from "vitest";
import { closedAfterwards } from "#support/closed-afterwards.ts";
import { portOf } from "#support/receiver.ts";
import { createReceiver } from "../../../bench/arrivals/receiver.ts";
import { generate, type LoadPlan } from "../../../bench/load/generate.ts";

const closeAfterwards = closedAfterwards();

async function listen(server: Server): Promise<string> {
  closeAfterwards(() => server.close());
  return `http://127.0.0.1:${await portOf(server)}`;
}

function plan(url: string, receiver: string): LoadPlan {
  return {
    target: { url: new URL(`${url}/hook`), headers: new Map([["webhook-id", "same"]]), bodyTemplate: "%marker%" },
    connections: 4,
    pace: { events: 50 },
    run: "0a1b2c3d",
    receiver,
    quietMs: 0,
  };
}

describe("generator and receiver together", () => {
  test("account for every event, with its id", async () => {
    const receiver = await listen(createReceiver({ status: 200, delay: 0, idHeader: "webhook-id" }).server);
    const result = await generate({ ...plan(receiver, receiver), quietMs: 5000 });
    expect(result).toMatchObject({ sent: 50, statuses: { 200: 50 }, refused: [] });
    expect(result.account).toMatchObject({ accepted: 50, delivered: 50, lost: 0, shared_ids: 49 });
  });

  test("count an answer that is not 2xx as refused", async () => {
    const receiver = await listen(createReceiver({ status: 503, delay: 1, idHeader: "webhook-id" }).server);
    const result = await generate(plan(receiver, receiver));
    expect(result.statuses).toEqual({ 503: 50 });
    expect(result.refused.length).toBe(50);
    expect(result.account).toMatchObject({ accepted: 0, delivered: 0, lost: 0 });
  });

  test("count requests without an answer, continue, and do not wait for their webhooks", async () => {
    const receiver = await listen(createReceiver({ status: 200, delay: 0, idHeader: "webhook-id" }).server);
    const result = await generate({ ...plan("http://127.0.0.1:1", receiver), quietMs: 3_600_000 });
    expect(result.statuses).toEqual({ 0: 50 });
    expect(result.account).toMatchObject({ accepted: 0, lost: 0 });
  });

  test("count accepted events without a webhook as lost", async () => {
    const receiver = await listen(createReceiver({ status: 200, delay: 0, idHeader: "webhook-id" }).server);
    const swallower = await listen(createReceiver({ status: 202, delay: 0, idHeader: "webhook-id" }).server);
    const result = await generate(plan(swallower, receiver));
    expect(result.account).toMatchObject({ accepted: 50, delivered: 0, lost: 50 });
    expect(result.account?.latency_ms.p50).toBeNaN();
  });
});
