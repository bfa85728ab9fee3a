import { describe, expect, test } from "vitest";
import { readPlan } from "../../../bench/load/command-line.ts";

const plan = (text: string, headers: string[] = []) =>
  readPlan(["--url", "http://127.0.0.1:1/events", ...text.split(" "), ...headers], "0a1b2c3d");

describe("the generator's options", () => {
  test.each([
    ["--events 500", { events: 500 }],
    ["--seconds 2.5", { milliseconds: 2500 }],
    ["--rate 100 --seconds 10", { rate: 100, milliseconds: 10_000 }],
  ])("set the pace: %s", (text, pace) => {
    expect(plan(text).pace).toEqual(pace);
  });

  test.each([
    ["--rate 100", "--seconds"],
    ["--events 5 --seconds 5", "--events"],
    ["--events 5 --rate 5", "--events"],
    ["--events many", '--events must be a number of 0 or more, not "many"'],
    ["--seconds=-1", '--seconds must be a number of 0 or more, not "-1"'],
    ["--events 1 --speed 3", "Unknown option '--speed'"],
  ])("%s are refused", (text, reason) => {
    expect(() => plan(text)).toThrow(reason);
  });

  test("accept any header, split at its first colon", () => {
    const { headers } = plan("--events 1", ["--header", "Authorization: Bearer a:b", "--header", "X-Two:2"]).target;
    expect([...headers]).toEqual([
      ["Authorization", "Bearer a:b"],
      ["X-Two", "2"],
    ]);
    expect(() => plan("--events 1", ["--header", "no colon"])).toThrow("Name: value");
  });

  test("need a URL", () => {
    expect(() => readPlan(["--events", "1"], "0a1b2c3d")).toThrow("--url is missing");
  });
});
