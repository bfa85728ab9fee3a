import { describe, expect, test } from "vitest";
import { requestMaker } from "../../../bench/load/request-template.ts";
import { HttpMessages } from "../../../bench/wire/http-messages.ts";

const url = new URL("http://127.0.0.1:8787/events?source=bench");
const run = "0a1b2c3d";

function requestOf(bodyTemplate: string, headers: [string, string][] = []): string {
  return requestMaker({ url, headers: new Map(headers), bodyTemplate }, run)(7, 1_700_000_000_000.25);
}

describe("a request", () => {
  test("contains the event's number, time and run in place of the template's placeholders", () => {
    const body = requestOf("%run% %number% %sent_at% %marker% 100%").split("\r\n\r\n")[1];
    expect(body).toBe("0a1b2c3d 000000007 1700000000000.250 fhbench:0a1b2c3d:000000007:1700000000000.250 100%");
  });

  test.each([['{"a": "%marker%"}'], ['{"name": "Åsa", "a": "%marker% %number% %run% %sent_at%"}'], ["é %marker%"]])(
    "has the length of its Content-Length: %s",
    (template) => {
      const bytes = Buffer.from(requestOf(template));
      const [message] = new HttpMessages().push(bytes);
      expect(message?.body.length).toBe(bytes.length - bytes.indexOf("\r\n\r\n") - 4);
    },
  );

  test("has the path and query of the URL, and the caller's headers override the defaults", () => {
    const head = requestOf("%marker%", [
      ["Authorization", "Bearer key"],
      ["Content-Type", "application/cloudevents+json"],
    ]).split("\r\n\r\n")[0];
    expect(head?.split("\r\n")).toEqual([
      "POST /events?source=bench HTTP/1.1",
      "host: 127.0.0.1:8787",
      "content-type: application/cloudevents+json",
      "authorization: Bearer key",
      "content-length: 44",
    ]);
  });

  test("from a JSON template is compact", () => {
    expect(requestOf('{\n  "a": "%marker%"\n}')).toContain('{"a":"fhbench:');
  });

  test("can't be built from a template without a marker", () => {
    expect(() => requestOf('{"a": "%number%"}')).toThrow("%marker%");
  });
});
