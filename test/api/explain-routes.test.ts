// The routes that explain and render: their requests, and that they change nothing. test/app/explain tests the content of
// explanations.

import { describe, expect, it } from "vitest";
import { type ExplainRoutePorts, explainRoutes } from "#api/explain-routes.ts";
import { refusals } from "#api/refusals.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { readOnly } from "#support/explained.ts";
import { checkedFlow, counted, groups, send } from "#support/flow-files.ts";
import { DAY, happened, START } from "#support/run-samples.ts";

const noOrder = counted("Placed Order", "equals", 0, { operator: "in-the-last", unit: "day", quantity: 3 });
const secret = {
  id: "send",
  type: "send-webhook",
  data: {
    status: "live",
    message: { url: "https://api.example.com/", headers: { A: "{{ secrets.crm }} {{ organization.name }}" } },
  },
};
const catalogue = compileCatalogue("1", [
  checkedFlow([secret], { profile_filter: groups(noOrder) }, { id: "cart" }),
  checkedFlow(
    [send("one", "two"), send("two")],
    { triggers: [{ type: "metric", id: "Placed Order" }] },
    { id: "order" },
  ),
]);

/** Returns a function that calls the routes over these ports. */
function routes(changes: Partial<ExplainRoutePorts> = {}) {
  const app = explainRoutes(
    {
      catalogue: { current: async () => catalogue },
      profiles: readOnly(new MemoryProfileStore()),
      organization: { name: "The Mug Shop" },
      organizationZone: "UTC",
      now: () => START,
      newRequestId: () => "request-1",
      sha256Hex,
      ...changes,
    },
    refusals(() => "request-1"),
  );
  return async (path: string, body: unknown) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const answer = await app.request(path, { method: "POST", body: text });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
}

const checkout = { metric: "Started Checkout", profile: { email: "ada@customer.example" } };

/** The problems of an answer as "pointer: detail". */
function problemsOf({ body }: { body: { errors?: { source: { pointer: string }; detail: string }[] } }): string[] {
  return (body.errors ?? []).map(({ source, detail }) => `${source.pointer}: ${detail}`);
}

describe("POST /explain", () => {
  it("explains an event for every flow, as if it had arrived now", async () => {
    const { status, body } = await routes()("/explain", { event: checkout });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      event: { metric: "Started Checkout", received_at: "2026-03-02T09:00:00.000Z", time: "2026-03-02T09:00:00.000Z" },
      history: "known",
      flows: [
        {
          flow_id: "cart",
          verdict: "starts",
          path: { steps: [{ result: "sends", request: { headers: { A: "*** The Mug Shop" } }, problems: [] }] },
        },
        { flow_id: "order", verdict: "does-not-start" },
      ],
    });
  });

  it("reads the stored history of the profile", async () => {
    const store = new MemoryProfileStore();
    const identifiers = ["email:ada@customer.example"];
    await store.record([{ identifiers, event: happened("Placed Order", START - DAY) }]);
    const { body } = await routes({ profiles: readOnly(store) })("/explain", { event: checkout, flow: "cart" });
    expect(body.data.flows).toMatchObject([{ flow_id: "cart", verdict: "does-not-start" }]);
  });

  it("uses `received_at` as the time of arrival", async () => {
    const event = { ...checkout, time: "2026-01-01T00:00:00Z" };
    const verdictOf = async (more: object) =>
      (await routes()("/explain", { event, flow: "cart", ...more })).body.data.flows[0].verdict;
    expect(await verdictOf({})).toBe("does-not-start");
    expect(await verdictOf({ received_at: "2026-01-01T01:00:00+01:00" })).toBe("starts");
  });

  it("shows the path of a run that would not start if `assume_start` is true", async () => {
    const { body } = await routes()("/explain", { event: checkout, flow: "order", assume_start: true });
    expect(body.data.flows).toMatchObject([{ verdict: "does-not-start", path: { assumed: true, steps: [{}, {}] } }]);
  });

  it("reports the secrets that can't be read, if the store can check them", async () => {
    const refusal = { ok: false, reason: "secret-missing", detail: "It is not set." } as const;
    const { body } = await routes({ secretRefusal: async () => refusal })("/explain", {
      event: checkout,
      flow: "cart",
    });
    expect(body.data.flows[0].path.steps[0].problems).toMatchObject([{ rule: "secret-missing" }]);
  });
});

describe("POST /render", () => {
  const order = { ...checkout, metric: "Placed Order" };
  it("renders all webhooks of a flow, or one of them", async () => {
    const idsOf = async (more: object) => {
      const { status, body } = await routes()("/render", { event: order, flow: "order", ...more });
      return [status, body.data.webhooks.map(({ action_id }: { action_id: string }) => action_id)];
    };
    expect(await idsOf({})).toEqual([200, ["one", "two"]]);
    expect(await idsOf({ action: "two" })).toEqual([200, ["two"]]);
  });
});

describe("an invalid request", () => {
  const UNKNOWN = 'There is no field "flw" here. Did you mean "flow"?';
  it.each<[string, unknown, string[]]>([
    ["/explain", "{", [": The body is not JSON."]],
    ["/explain", [], [": Must be an object, but is a list."]],
    ["/explain", {}, ["/event: Must be an object."]],
    ["/explain", { event: "Placed Order" }, ["/event: Must be an object."]],
    ["/explain", { event: checkout, flw: "cart" }, [`/flw: ${UNKNOWN}`]],
    ["/explain", { event: checkout, assume_start: "yes" }, ['/assume_start: Must be true or false, but is "yes".']],
    [
      "/explain",
      { event: checkout, received_at: "now" },
      ['/received_at: Must be a time with a zone, such as "2026-11-24T09:30:00Z".'],
    ],
    ["/explain", { event: checkout, flow: "crat" }, ['/flow: There is no flow "crat". Did you mean "cart"?']],
    ["/explain", { event: checkout, flow: "x" }, ['/flow: There is no flow "x".']],
    [
      "/explain",
      { event: { metric: "", profile: { emial: "a" } }, flow: 5 },
      [
        "/flow: Must be a text, but is 5: put it in quotes.",
        "/event/metric: Must not be empty.",
        '/event/profile/emial: There is no field "emial" here. Did you mean "email"?',
      ],
    ],
    ["/render", { event: checkout }, ['/flow: The field "flow" is required: a text.']],
    ["/render", { event: checkout, flow: "crat" }, ['/flow: There is no flow "crat". Did you mean "cart"?']],
    [
      "/render",
      { event: checkout, flow: "cart", action: "sned" },
      ['/action: There is no webhook "sned". Did you mean "send"?'],
    ],
  ])("to %s with the body %j reports %j", async (path, body, problems) => {
    const answer = await routes()(path, body);
    expect([answer.status, problemsOf(answer)]).toEqual([400, problems]);
  });

  it("returns all its problems at once, and reads no flow", async () => {
    const current = () => Promise.reject(new Error("the test must not read flows"));
    expect((await routes({ catalogue: { current } })("/explain", {})).status).toBe(400);
  });

  it.each(["/explain", "/render"])("to %s with a body that is too long is refused", async (path) => {
    const event = { ...checkout, properties: { Note: "x".repeat(MAX_EVENT_BYTES + 5_000) } };
    const answer = await routes()(path, { event });
    expect([answer.status, answer.body.errors]).toMatchObject([413, [{ code: "too_large" }]]);
  });
});
