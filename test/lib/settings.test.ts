import { describe, expect, test } from "vitest";
import { readSettings } from "../../lib/settings.ts";

function read(context: Record<string, unknown>) {
  return readSettings((name) => context[name]);
}

test("without context there is one stack, Flowhook, with the flows in flows/", () => {
  expect(read({})).toEqual({ stackName: "Flowhook", flows: "flows" });
});

describe("settings are taken as the command line gives them and as cdk.json does", () => {
  test.each([
    ["retainData", "false", false],
    ["retainData", "true", true],
    ["retainData", false, false],
    ["createLogRole", "false", false],
    ["allowTargets", "10.0.0.0/8, fd00::/8", ["10.0.0.0/8", "fd00::/8"]],
    ["allowTargets", ["10.0.0.0/8"], ["10.0.0.0/8"]],
    ["allowTargets", "", []],
    ["allowTargets", "192.0.2.7", ["192.0.2.7"]],
    ["alarmEmail", "operator@example.com", "operator@example.com"],
    ["stackName", "Staging", "Staging"],
    ["flows", "other/flows", "other/flows"],
    ["timezone", "America/New_York", "America/New_York"],
    ["timezone", "UTC", "UTC"],
    ["limits", { "API.crm.example": { concurrency: 2 } }, { "api.crm.example": { concurrency: 2 } }],
    ["limits", '{"10.0.0.7:8443":{"requests_per_second":0.5}}', { "10.0.0.7:8443": { requests_per_second: 0.5 } }],
    ["concurrency", '{"dispatches":400,"retries":100}', { dispatches: 400, retries: 100 }],
    ["concurrency", { dispatches: 2, retries: 2, events: 60, runs: 30 }, { events: 60, runs: 30 }],
  ])("%s=%j", (name, given, taken) => {
    expect(read({ [name]: given })).toMatchObject({ [name]: taken });
  });
});

describe("a setting that can't be understood is an error that names it", () => {
  test.each([
    ["retainData", "no"],
    ["retainData", 0],
    ["allowTargets", "localhost"],
    ["allowTargets", "10.0.0.0/99"],
    ["alarmEmail", "operator"],
    ["stackName", 5],
    ["timezone", "Europe/Wien"],
    ["timezone", "+02:00"],
    ["timezone", ""],
    ["limits", "api.crm.example=5"],
    ["limits", { "https://api.crm.example": { concurrency: 2 } }],
    ["limits", { "api.crm.example": {} }],
    ["concurrency", { dispatches: 400 }],
    ["concurrency", { dispatches: 1, retries: 100 }],
    ["concurrency", { dispatches: 400, retries: 1_001 }],
    ["concurrency", { dispatches: 400, retries: 100, events: 1 }],
  ])("%s=%j", (name, given) => {
    expect(() => read({ [name]: given })).toThrow(name);
  });
});
