import type { CloudFormationCustomResourceCreateEvent } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { customResource, type ResourceRequest } from "../../../lambdas/flow-deployment/custom-resource.ts";

const EVENT: CloudFormationCustomResourceCreateEvent = {
  RequestType: "Create",
  ServiceToken: "arn:aws:lambda:eu-west-1:111122223333:function:writer",
  ResponseURL: "https://cloudformation.example/answer?signature=s",
  StackId: "stack",
  RequestId: "request",
  LogicalResourceId: "Flows",
  ResourceType: "Custom::FlowhookFlows",
  ResourceProperties: { ServiceToken: "arn:aws:lambda:eu-west-1:111122223333:function:writer" },
};

function setUp(work: (request: ResourceRequest) => Promise<void>, ok = true) {
  const sent: { url: string; answer: unknown }[] = [];
  const handler = customResource("flows", work, (url, { body }) => {
    sent.push({ url, answer: JSON.parse(new TextDecoder().decode(body)) });
    return Promise.resolve({ ok });
  });
  return { sent, run: () => handler(EVENT) };
}

describe("the response to CloudFormation", () => {
  test("reports success with the ids of the request", async () => {
    const { sent, run } = setUp(() => Promise.resolve());
    await run();
    expect(sent).toEqual([
      {
        url: EVENT.ResponseURL,
        answer: {
          Status: "SUCCESS",
          Reason: "",
          PhysicalResourceId: "flows",
          StackId: "stack",
          RequestId: "request",
          LogicalResourceId: "Flows",
        },
      },
    ]);
  });

  test("reports the reason of a failure", async () => {
    const { sent, run } = setUp(() => Promise.reject(new Error("the table is gone")));
    await run();
    expect(sent).toMatchObject([{ answer: { Status: "FAILED", Reason: "the table is gone" } }]);
  });

  test("stays below the size limit of CloudFormation, however long the reason", async () => {
    const { sent, run } = setUp(() => Promise.reject(new Error("x".repeat(100_000))));
    await run();
    expect(JSON.stringify(sent[0]?.answer).length).toBeLessThan(4_096);
  });

  test("that could not be sent makes the handler reject, so that Lambda retries", async () => {
    const { run } = setUp(() => Promise.resolve(), false);
    await expect(run()).rejects.toThrow("did not accept");
  });
});

test("the work receives the request with the resource's properties", async () => {
  const asked: ResourceRequest[] = [];
  const { run } = setUp((request) => Promise.resolve(void asked.push(request)));
  await run();
  expect(asked).toEqual([EVENT]);
});
