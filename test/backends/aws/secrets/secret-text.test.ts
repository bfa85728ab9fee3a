import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { describe, expect, test } from "vitest";
import { SecretText } from "#backends/aws/secrets/secret-text.ts";

const ARN = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:Key";

/** Returns a client whose calls are answered here. */
function setUp(values: (string | undefined | Error)[]) {
  const client = new SecretsManagerClient({ region: "eu-west-1" });
  const asked: (string | undefined)[] = [];
  client.middlewareStack.add(
    () => (args) => {
      const { SecretId } = args.input as { SecretId?: string }; // the only command that is sent here
      asked.push(SecretId);
      const value = values.length > 1 ? values.shift() : values[0];
      if (value instanceof Error) return Promise.reject(value);
      return Promise.resolve({ output: { $metadata: {}, SecretString: value }, response: undefined });
    },
    { step: "initialize", name: "answers" },
  );
  let now = 0;
  const secret = new SecretText(client, ARN, () => now);
  const equal = (one: string, other: string) => one === other;
  return {
    asked,
    is: (text: string) => secret.is(text, equal),
    pass(ms: number) {
      now += ms;
    },
  };
}

describe("a secret text", () => {
  test("is read once a minute, however many texts are compared", async () => {
    const { asked, is, pass } = setUp(["key"]);
    for (let second = 0; second < 60; second++) {
      expect(await is("key")).toBe(true);
      pass(1_000);
    }
    expect(asked).toEqual([ARN]);
    await is("key");
    expect(asked).toHaveLength(2);
  });

  test("that was just rotated is accepted within seconds", async () => {
    const { is, pass } = setUp(["old", "new"]);
    expect(await is("old")).toBe(true);
    expect(await is("new")).toBe(false);
    pass(5_000);
    expect(await is("new")).toBe(true);
  });

  test("is read at most every five seconds, however many wrong texts are compared", async () => {
    const { asked, is, pass } = setUp(["key"]);
    for (let half = 0; half < 20; half++) {
      expect(await is("wrong")).toBe(false);
      pass(500);
    }
    expect(asked).toHaveLength(2);
  });

  test.each([[undefined], [""], [new Error("no answer")]])(
    "that can't be read (%j) rejects the comparison",
    async (value) => {
      const { is } = setUp([value]);
      await expect(is("")).rejects.toThrow();
    },
  );
});
