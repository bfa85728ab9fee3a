import { describe, expect, test } from "vitest";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { authorize } from "../../../lambdas/authorizer/authorize.ts";

const KEY = "k3yOf44LettersAndDigits";
const METHOD = "arn:aws:execute-api:eu-west-1:111122223333:api1/v1/POST/events";

function ask(authorizationToken: string, isKey = (key: string) => Promise.resolve(key === KEY)) {
  return authorize({ isKey, sha256Hex })({ type: "TOKEN", authorizationToken, methodArn: METHOD });
}

describe("the ingest key", () => {
  test.each([`Bearer ${KEY}`, `bearer ${KEY}`, `Klaviyo-API-Key ${KEY}`])("%s is allowed", async (token) => {
    const answer = await ask(token);
    expect(answer.policyDocument.Statement).toMatchObject([{ Effect: "Allow" }]);
  });

  test.each([
    "",
    KEY,
    "Bearer",
    "Bearer ",
    `Basic ${KEY}`,
    `Bearer ${KEY}x`,
    `Bearer x${KEY}`,
    `Bearer ${KEY.toLowerCase()}`,
    `Bearer ${KEY} ${KEY}`,
    "Bearer undefined",
  ])("%j is denied", async (token) => {
    const answer = await ask(token);
    expect(answer.policyDocument.Statement).toMatchObject([{ Effect: "Deny" }]);
    expect(answer.context).toBeUndefined();
  });

  test("is reported by an id that is the same each time and does not contain the key", async () => {
    const [one, other] = [await ask(`Bearer ${KEY}`), await ask(`Klaviyo-API-Key ${KEY}`)];
    expect(one.context?.["key_id"]).toMatch(/^key_[0-9a-f]{16}$/);
    expect(other.context).toEqual(one.context);
  });

  test("has an id that differs from the id of another key", async () => {
    const other = await ask("Bearer another", () => Promise.resolve(true));
    expect(other.context?.["key_id"]).not.toBe((await ask(`Bearer ${KEY}`)).context?.["key_id"]);
  });
});

test("an answer applies to the whole stage, because API Gateway caches it for all paths", async () => {
  const answer = await ask(`Bearer ${KEY}`);
  expect(answer.policyDocument.Statement).toMatchObject([
    { Action: "execute-api:Invoke", Resource: "arn:aws:execute-api:eu-west-1:111122223333:api1/v1/*" },
  ]);
});

test("an unavailable key is an error, so the request is neither allowed nor denied", async () => {
  await expect(ask(`Bearer ${KEY}`, () => Promise.reject(new Error("no answer")))).rejects.toThrow("no answer");
});

test("a request without a key is denied, whatever the key is", async () => {
  const answer = await ask("Bearer ", () => Promise.resolve(true));
  expect(answer.policyDocument.Statement).toMatchObject([{ Effect: "Deny" }]);
});
