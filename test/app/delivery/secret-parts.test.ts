import { describe, expect, it } from "vitest";
import { type RequestWithSecrets, secretParts } from "#app/delivery/render-request.ts";
import { attemptOf, deliveryPorts, orderMessage } from "#support/delivery-ports.ts";
import { webhookFlow } from "#support/flow-files.ts";

const REQUEST: RequestWithSecrets = {
  url: "https://hook.example/t0ken/path?sig=5eba&x=1",
  headers: { Authorization: "Basic dTpw", "X-Open": "open" },
  values: ["t0ken", "u:p"],
  recorded: {
    url: "https://hook.example/***/path?sig=***&x=1",
    headers: { Authorization: "Basic {{ secrets.login|base64_encode }}", "X-Open": "{{ event.secret }}" },
  },
};

describe("the secret parts of a request", () => {
  it("are the values that it reads, the headers with them, and the parts of the URL that differ from the recorded URL", () => {
    expect([...secretParts(REQUEST)].sort()).toEqual(["5eba", "Basic dTpw", "t0ken", "t0ken", "u:p"]);
  });

  it("are empty if it reads no secret", () => {
    expect(secretParts({ ...REQUEST, values: [] })).toEqual([]);
  });

  it("exclude a part of the URL that is too short to be identified", () => {
    const parts = secretParts({ ...REQUEST, url: "https://hook.example/abc/path?sig=***&x=1" });
    expect(parts).not.toContain("abc");
  });

  it("exclude the parts of a URL that is recorded as it was sent", () => {
    expect(secretParts({ ...REQUEST, url: REQUEST.recorded.url })).toEqual(["t0ken", "u:p", "Basic dTpw"]);
  });
});

describe("an attempt", () => {
  const key = "{{ secrets.key }}";

  it("passes the secret parts of its request to the target's adapter", async () => {
    const message = `{ url: "https://hook.example/in?key=${key}", headers: { X-Key: "Key ${key}" } }`;
    const { ports, posts } = deliveryPorts({ flow: webhookFlow(message), secrets: { key: "a value" } });
    await attemptOf(ports, orderMessage());
    expect(posts[0]?.hidden).toEqual(["a value", "Key a value", "a%20value"]);
  });

  it("of a request without secrets passes an empty list", async () => {
    const { ports, posts } = deliveryPorts({ secrets: { key: "a value" } });
    await attemptOf(ports, orderMessage());
    expect(posts[0]?.hidden).toEqual([]);
  });
});
