// The routes of waiting runs over runs in memory: their requests and their answers.

import { describe, expect, it } from "vitest";
import { toCursor } from "#api/page-cursor.ts";
import { refusals } from "#api/refusals.ts";
import { type WaitingRunRoutePorts, waitingRunRoutes } from "#api/waiting-run-routes.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { MemoryWaitingRuns } from "#backends/memory/memory-waiting-runs.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { waitingRun } from "#core/runs/waiting-run.ts";
import { NOON, sampleEvent } from "#support/delivery-samples.ts";
import { sampleFlow } from "#support/flow-files.ts";
import { sampleRun } from "#support/run-samples.ts";

const HOUR = 3_600_000;

const NO_FLOW = '/flow: The field "flow" is required: a text.';

/** Runs of the flow "cart"; each one waits for an hour, and slightly longer than the previous one. */
function runsOf(count: number, action_id = "remind"): RunMessage[] {
  return Array.from({ length: count }, (_, index) =>
    sampleRun({ flow_id: "cart", action_id, due_at: NOON + HOUR + index }),
  );
}

/** The routes over these runs, and a function that calls them. */
function routes(runs: readonly RunMessage[], changes: Partial<WaitingRunRoutePorts["waitingRuns"]> = {}) {
  const memory = new MemoryWaitingRuns(
    () => runs,
    () => NOON,
  );
  const waitingRuns: WaitingRunRoutePorts["waitingRuns"] = {
    list: (query) => memory.list(query),
    count: (flow) => memory.count(flow),
    cancel: (run) => memory.cancel(run),
    ...changes,
  };
  const catalogue = { current: async () => compileCatalogue("1", [sampleFlow("cart")]) };
  const app = waitingRunRoutes(
    { waitingRuns, catalogue },
    refusals(() => "request-1"),
  );
  const ask = async (method: string, path: string, body?: unknown) => {
    const sent = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
    const answer = await app.request(path, { method, ...sent });
    const text = await answer.text();
    return { status: answer.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  return { ask, memory };
}

/** The problems of an answer as "pointer: detail". */
function problemsOf({ body }: { body: { errors: { source: { pointer: string }; detail: string }[] } }): string[] {
  return body.errors.map(({ source, detail }) => `${source.pointer}: ${detail}`);
}

describe("a listing of waiting runs", () => {
  it("shows the ids of each run, and the start and the end of its wait", async () => {
    const [run = sampleRun()] = runsOf(1);
    expect(await routes([run]).ask("GET", "/waits?flow=cart")).toEqual({
      status: 200,
      body: {
        data: [
          {
            event_id: run.event.id,
            flow_id: "cart",
            action_id: "remind",
            metric: "Placed Order",
            profile: "email:zoë@example.com",
            started_at: "2026-07-01T11:59:55.000Z",
            due_at: "2026-07-01T13:00:00.000Z",
          },
        ],
      },
    });
  });

  it("may select one action, and has pages", async () => {
    const runs = [...runsOf(3, "again"), ...runsOf(5)];
    const { ask } = routes(runs);
    const first = await ask("GET", "/waits?flow=cart&action=remind&limit=3");
    const second = await ask("GET", `/waits?flow=cart&action=remind&limit=3&cursor=${first.body.next}`);
    const listed = [...first.body.data, ...second.body.data].map(({ event_id }) => event_id);
    expect(listed).toEqual(runs.slice(3).map(({ event }) => event.id));
    expect([first.body.data.length, second.body.next]).toEqual([3, undefined]);
    const all = await ask("GET", "/waits?flow=cart");
    expect(all.body.data).toHaveLength(8);
  });

  it("has fifty runs on a page unless the query sets a limit", async () => {
    const { ask } = routes(runsOf(60));
    expect((await ask("GET", "/waits?flow=cart")).body.data).toHaveLength(50);
    expect((await ask("GET", "/waits?flow=cart&limit=200")).body.data).toHaveLength(60);
  });

  it("accepts only cursors of the same listing", async () => {
    const { ask } = routes(runsOf(3));
    const { body } = await ask("GET", "/waits?flow=cart&limit=1");
    const ofDeliveries = toCursor({ flow: "cart" }, "17");
    for (const [query, cursor] of [
      ["flow=cart&action=remind", body.next],
      ["flow=cart-2", body.next],
      ["flow=cart", ofDeliveries],
    ]) {
      const answer = await ask("GET", `/waits?${query}&cursor=${cursor}`);
      expect([answer.status, problemsOf(answer)]).toEqual([
        400,
        ["/cursor: Must be the `next` of a page of the same listing, unchanged."],
      ]);
    }
  });

  it.each([
    ["", [NO_FLOW]],
    ["?flow=&limit=0", ["/flow: Must not be empty.", "/limit: Must be a whole number from 1 to 200."]],
    ["?flow=cart&actoin=a", ['/actoin: There is no field "actoin" here. Did you mean "action"?']],
    ["?flow=cart&action=", ["/action: Must not be empty."]],
    [`?flow=${"c".repeat(65)}`, ["/flow: Must have at most 64 characters."]],
  ])("is refused with each problem of its query: %j", async (query, problems) => {
    const answer = await routes([]).ask("GET", `/waits${query}`);
    expect([answer.status, problemsOf(answer)]).toEqual([400, problems]);
  });
});

describe("counts of waiting runs", () => {
  it("are returned for each action of a flow", async () => {
    const { ask } = routes([...runsOf(2, "again"), ...runsOf(3)]);
    expect(await ask("GET", "/waits/counts?flow=cart")).toEqual({
      status: 200,
      body: {
        data: [
          { action_id: "again", waits: 2 },
          { action_id: "remind", waits: 3 },
        ],
        complete: true,
      },
    });
  });

  it("are marked as incomplete if there are more runs than were counted", async () => {
    const { ask } = routes([], { count: async () => ({ counts: [{ action_id: "a", waits: 9 }], complete: false }) });
    expect((await ask("GET", "/waits/counts?flow=cart")).body.complete).toBe(false);
  });

  it("require the flow and accept no other parameter", async () => {
    const { ask } = routes([]);
    expect(problemsOf(await ask("GET", "/waits/counts"))).toEqual([NO_FLOW]);
    const answer = await ask("GET", "/waits/counts?flow=cart&action=a");
    expect(problemsOf(answer)).toEqual([expect.stringMatching(/^\/action: There is no field "action" here\./)]);
  });
});

describe("a run", () => {
  const event = sampleEvent();
  const path = (id: string, flow: string) => `/waits/${id}/${flow}`;

  it("is cancelled by its event and flow, whether it waits or not; a repeated cancellation succeeds", async () => {
    const { ask, memory } = routes([]);
    for (let time = 0; time < 2; time++) {
      expect(await ask("DELETE", path(event.id, "cart"))).toEqual({ status: 204, body: undefined });
    }
    expect(await memory.isCancelled({ event_id: event.id, flow_id: "cart" })).toBe(true);
    expect(await memory.isCancelled({ event_id: event.id, flow_id: "cart-2" })).toBe(false);
  });

  it.each([
    ["evt_1", "cart", '"evt_1" is not the id of an event.'],
    [`x${event.id}`, "cart", `"x${event.id}" is not the id of an event.`],
    [`${event.id}0`, "cart", `"${event.id}0" is not the id of an event.`],
    [event.id.toUpperCase(), "cart", `"${event.id.toUpperCase()}" is not the id of an event.`],
    [event.id, "cart-2", 'There is no flow "cart-2". Did you mean "cart"?'],
  ])("is not found under the event %s and the flow %s", async (id, flow, detail) => {
    const { ask } = routes([], { cancel: () => Promise.reject(new Error("the test must not call this port")) });
    const answer = await ask("DELETE", path(id, flow));
    expect([answer.status, problemsOf(answer)]).toEqual([404, [`: ${detail}`]]);
  });
});

describe("many runs", () => {
  const cancelledOf = async (memory: MemoryWaitingRuns, runs: readonly RunMessage[]) => {
    const each = await Promise.all(runs.map((run) => memory.isCancelled(waitingRun(run))));
    return each.filter((cancelled) => cancelled).length;
  };

  it("are cancelled a hundred at a time, limited to one action if the body names it", async () => {
    const runs = runsOf(230);
    const others = runsOf(3, "again");
    const { ask, memory } = routes([...runs, ...others]);
    const asked = { flow: "cart", action: "remind" };
    const pages = [await ask("POST", "/waits/cancel", asked)];
    for (let next = pages[0]?.body.next; next !== undefined; next = pages.at(-1)?.body.next) {
      pages.push(await ask("POST", "/waits/cancel", { ...asked, cursor: next }));
    }
    expect(pages.map(({ status, body }) => [status, body.data.cancelled])).toEqual([
      [200, 100],
      [200, 100],
      [200, 30],
    ]);
    expect([await cancelledOf(memory, runs), await cancelledOf(memory, others)]).toEqual([230, 0]);
    expect((await ask("POST", "/waits/cancel", { flow: "cart" })).body).toEqual({ data: { cancelled: 3 } });
  });

  it("are passed to the store as they were listed, so that it no longer counts them", async () => {
    const [run = sampleRun()] = runsOf(1);
    const asked: unknown[] = [];
    const { ask } = routes([run], { cancel: async (which) => void asked.push(which) });
    await ask("POST", "/waits/cancel", { flow: "cart" });
    expect(asked).toEqual([waitingRun(run)]);
  });

  it.each<[unknown, string[]]>([
    ["", [": The body is not JSON."]],
    ["{", [": The body is not JSON."]],
    [{}, [NO_FLOW]],
    [{ flow: "cart", action: 7 }, ["/action: Must be a text, but is 7: put it in quotes."]],
    [{ flow: "cart", cursor: "17" }, ["/cursor: Must be the `next` of a page of the same listing, unchanged."]],
    [{ flow: "cart", limit: 7 }, [expect.stringMatching(/^\/limit: There is no field "limit" here\./)]],
  ])("are not cancelled when the body is %j", async (body, problems) => {
    const answer = await routes(runsOf(1)).ask("POST", "/waits/cancel", body);
    expect([answer.status, problemsOf(answer)]).toEqual([400, problems]);
  });

  it("are not cancelled by a body that is too long", async () => {
    const answer = await routes(runsOf(1)).ask("POST", "/waits/cancel", { flow: "c".repeat(5_000) });
    expect(answer.status).toBe(413);
  });
});
