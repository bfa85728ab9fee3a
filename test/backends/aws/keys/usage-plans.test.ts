import { APIGatewayClient } from "@aws-sdk/client-api-gateway";
import { afterEach, describe, expect, test } from "vitest";
import { apiIdOf, defaultUsageKey, usageKeyOf } from "#backends/aws/keys/usage-key.ts";
import { UsagePlans } from "#backends/aws/keys/usage-plans.ts";
import { localClient } from "#support/aws/dynamodb-emulator.ts";
import { type Answering, startReceiver } from "#support/receiver.ts";

const ID = "key_0123456789abcdef0123";
const RATE = { requests_per_second: 5, burst: 10 };

let close = () => Promise.resolve();
afterEach(() => close());

/** Usage plans over a server in the place of API Gateway, and the calls that it receives. */
async function plans(answer: (call: string) => ReturnType<Answering>) {
  const calls: { call: string; input: unknown }[] = [];
  const receiver = await startReceiver(({ method, path, body }) => {
    const call = `${method} ${path}`;
    calls.push({ call, input: body === "" ? undefined : JSON.parse(body) });
    return answer(call);
  });
  const client = new APIGatewayClient(localClient(receiver.port));
  close = async () => {
    client.destroy();
    await receiver.close();
  };
  const known = [{ id: "usual" }, { id: "slow", rate: RATE }];
  return { gateway: new UsagePlans({ client, apiId: "abc123defg", stackName: "Shop", plans: known }), calls };
}

const json = (body: object, status = 201) => ({ status, body: JSON.stringify(body) });
const answers = (call: string) => json(call === "POST /apikeys" ? { id: "apikey1" } : {});

describe("a new key", () => {
  test.each([
    ["joins the default plan without a rate", undefined, "usual"],
    ["joins the plan of its rate", { ...RATE }, "slow"],
  ])("%s", async (_, rate, plan) => {
    const { gateway, calls } = await plans(answers);
    expect(await gateway.admit(ID, rate)).toBe(`${plan}/apikey1`);
    expect(calls).toMatchObject([
      { call: "POST /apikeys", input: { name: `Shop-${ID}`, value: usageKeyOf("abc123defg", ID), enabled: true } },
      { call: `POST /usageplans/${plan}/keys`, input: { keyId: "apikey1", keyType: "API_KEY" } },
    ]);
  });

  test("is refused before any call if no plan has its rate", async () => {
    const { gateway, calls } = await plans(answers);
    await expect(gateway.admit(ID, { ...RATE, burst: 11 })).rejects.toThrow("No usage plan");
    expect([gateway.rates, calls]).toEqual([[RATE], []]);
  });

  test("is not admitted if API Gateway fails", async () => {
    const { gateway } = await plans((call) =>
      call === "POST /apikeys" ? answers(call) : json({ message: "busy" }, 500),
    );
    await expect(gateway.admit(ID, undefined)).rejects.toThrow();
  });
});

describe("a dismissed key", () => {
  test("leaves its plan", async () => {
    const { gateway, calls } = await plans(() => ({ status: 202, body: "" }));
    await gateway.dismiss("slow/apikey1");
    expect(calls).toEqual([{ call: "DELETE /usageplans/slow/keys/apikey1", input: undefined }]);
  });

  test("may have left it already", async () => {
    const { gateway } = await plans(() => ({
      ...json({ message: "Invalid Key identifier specified" }, 404),
      headers: { "x-amzn-errortype": "NotFoundException" },
    }));
    await gateway.dismiss("slow/apikey1");
  });

  test("that API Gateway can't remove is an error", async () => {
    const { gateway } = await plans(() => json({ message: "busy" }, 500));
    await expect(gateway.dismiss("slow/apikey1")).rejects.toThrow();
  });
});

test("the value of a key has 20 to 128 letters and digits, and differs from those of other keys and APIs", () => {
  const values = [
    usageKeyOf("abc123defg", ID),
    usageKeyOf("abc123defg", ID.replace("3", "4")),
    usageKeyOf("zbc123defg", ID),
    defaultUsageKey("abc123defg"),
  ];
  for (const value of values) expect(value).toMatch(/^[A-Za-z0-9]{20,128}$/);
  expect(new Set(values).size).toBe(values.length);
});

test("the id of an API is read from the ARN of any of its methods", () => {
  const arn = "arn:aws-cn:execute-api:cn-north-1:111122223333:abc123defg/v1/POST/events";
  expect([apiIdOf(arn), apiIdOf(`${arn}/a:b`)]).toEqual(["abc123defg", "abc123defg"]);
});
