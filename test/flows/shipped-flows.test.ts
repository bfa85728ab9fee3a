import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { loadFlows } from "#app/flows/load-flows.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { readFlowDirectory } from "#backends/flow-files/read-flow-directory.ts";
import type { Event } from "#core/event/event.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import { EVENT_MESSAGE_VERSION } from "#core/messages/event-message.ts";
import { shippedScenarios } from "./shipped-scenarios.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { scenarios, problems, flowProblems } = shippedScenarios();
const { flows } = loadFlows(readFlowDirectory(join(ROOT, "flows")));

/** The events in examples/events, received at a fixed time. */
function exampleEvents(): Event[] {
  const folder = join(ROOT, "examples", "events");
  const envelope = { v: EVENT_MESSAGE_VERSION, format: "plain", request_id: "r", received_at: 0, key_id: "k" } as const;
  return readdirSync(folder).map((file) => {
    const body = readFileSync(join(folder, file), "utf8");
    const parsed = parseEvent({ ...envelope, received_at: Date.UTC(2026, 2, 2), body }, sha256Hex);
    if (!parsed.ok) throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
    return parsed.event;
  });
}

describe("the shipped flows", () => {
  it("and their scenarios have no problems", () => {
    expect([...problems, ...flowProblems]).toEqual([]);
    expect(flows).not.toEqual([]);
  });

  it.each(flows)("$id has a scenario that sends, one that does not, and one more", ({ id }) => {
    const own = scenarios.filter((scenario) => scenario.flows.length === 1 && scenario.flows[0]?.id === id);
    const silent = own.filter(({ expected }) => expected?.length === 0);
    expect(own.length).toBeGreaterThanOrEqual(3);
    expect(silent.length).toBeGreaterThanOrEqual(1);
    expect(own.length - silent.length).toBeGreaterThanOrEqual(1);
  });

  it("are live, except the one that requires approval", () => {
    const others = flows.filter(({ status }) => status !== "live");
    expect(others.map(({ id, status }) => [id, status])).toEqual([["gift-for-large-order", "manual"]]);
  });

  it("each match an event of examples/events", () => {
    const { index } = compileCatalogue("1", flows);
    const matched = exampleEvents().flatMap((event) => index.match(event, event.received_at).map(({ id }) => id));
    expect(flows.map(({ id }) => id).filter((id) => !matched.includes(id))).toEqual([]);
  });
});
