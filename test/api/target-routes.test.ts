import { describe, expect, test } from "vitest";
import { deliveryRoutes } from "#api/delivery-routes.ts";
import { refusals } from "#api/refusals.ts";
import { targetRoutes } from "#api/target-routes.ts";
import { deliver } from "#app/delivery/deliver.ts";
import { MemoryTargetHealths } from "#backends/memory/memory-target-healths.ts";
import { afterFailedProbe, afterFailures, beginProbe, type TargetHealth } from "#core/delivery/target-health.ts";
import type { HostLimits } from "#core/flow/host-limits.ts";
import { answered, deliveryPorts, orderMessage } from "#support/delivery-ports.ts";
import { NOON, sampleEvent } from "#support/delivery-samples.ts";
import { webhookFlow } from "#support/flow-files.ts";

const TARGET = "https://hook.example";
const MESSAGE = `{ url: "${TARGET}/orders", limits: { concurrency: 4 }, body: {} }`;
const iso = (time: number) => new Date(time).toISOString();

const failed = (count: number) =>
  afterFailures(undefined, { count, firstAt: NOON - 20_000, lastAt: NOON, reason: "timeout" });
const OPEN = failed(10);

/** The routes of targets and of deliveries over one flow whose target has this health. */
function routes({ hostLimits = {} as HostLimits, flow = webhookFlow(MESSAGE) } = {}) {
  const { ports } = deliveryPorts({ flow, answers: [answered(503), answered(404)] });
  const healths = new MemoryTargetHealths();
  const refusing = refusals(() => "request-1");
  const all = { ...ports, healths, hostLimits };
  const app = targetRoutes(all, refusing).route("/", deliveryRoutes(all, refusing));
  const ask = async (method: string, path: string) => {
    const answer = await app.request(path, { method });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  const is = (health: TargetHealth | undefined, target = TARGET) => healths.change(target, () => health);
  return { ask, is, ports };
}

describe("the listing of targets", () => {
  test("shows the limits of healthy targets", async () => {
    const { ask } = routes({ hostLimits: { "hook.example": { requests_per_second: 5, concurrency: 9 } } });
    expect(await ask("GET", "/targets")).toEqual({
      status: 200,
      body: { data: [{ target: TARGET, state: "closed", limits: { requests_per_second: 5, concurrency: 4 } }] },
    });
  });

  test("shows failing targets first, with their health", async () => {
    const { ask, is } = routes();
    await is(failed(3), "https://other.example");
    await is(OPEN, "https://zebra.example");
    const failing = { reason: "timeout", failing_since: iso(NOON - 20_000), last_failed_at: iso(NOON) };
    expect((await ask("GET", "/targets")).body.data).toEqual([
      {
        target: "https://zebra.example",
        state: "open",
        since: iso(NOON),
        failures: 10,
        failed_probes: 0,
        next_probe_at: iso(NOON + 30_000),
        ...failing,
      },
      { target: "https://other.example", state: "closed", failures: 3, ...failing },
      { target: TARGET, state: "closed", limits: { concurrency: 4 } },
    ]);
  });

  test("shows a target as probing while a probe is in flight, and counts failed probes", async () => {
    const { ask, is } = routes();
    const probing = beginProbe(OPEN, NOON + 30_000);
    await is(probing);
    expect((await ask("GET", "/targets")).body.data).toMatchObject([{ state: "probing", failed_probes: 0 }]);
    const at = NOON + 31_000;
    await is(afterFailedProbe(probing, { count: 1, firstAt: at, lastAt: at, reason: "http-503" }));
    expect((await ask("GET", "/targets")).body.data).toMatchObject([
      { state: "open", failed_probes: 1, reason: "http-503", next_probe_at: iso(at + 60_000) },
    ]);
  });

  test.each([{ flow: "draft" }, { action: "draft" }])("omits a target that gets no webhooks: %j", async (statuses) => {
    const { ask } = routes({ flow: webhookFlow(MESSAGE, statuses) });
    expect((await ask("GET", "/targets")).body).toEqual({ data: [] });
  });
});

describe("closing a circuit", () => {
  test("succeeds once", async () => {
    const { ask, is } = routes();
    await is(OPEN);
    const close = `/targets/close?target=${encodeURIComponent(TARGET)}`;
    expect(await ask("POST", close)).toEqual({ status: 200, body: { data: { target: TARGET, state: "closed" } } });
    expect((await ask("GET", "/targets")).body.data).toMatchObject([{ state: "closed" }]);
    expect(await ask("POST", close)).toMatchObject({
      status: 404,
      body: { errors: [{ code: "not_found", detail: `No failure of ${TARGET} is known.` }] },
    });
  });

  test.each(["", "?target="])("requires the target in the query: %j", async (query) => {
    const { ask } = routes();
    expect(await ask("POST", `/targets/close${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ code: "invalid" }] },
    });
  });
});

describe("a delivery that waits for a retry", () => {
  const WAITS = { target: TARGET, reason: "target-failing", since: iso(NOON), next_probe_at: iso(NOON + 30_000) };

  test("shows that it waits for its target while the target fails, in its view and in a list", async () => {
    const { ask, is, ports } = routes();
    await deliver(ports, orderMessage());
    await deliver(ports, orderMessage({ event: sampleEvent({ id: "evt_2" }) }));
    const shown = async () => [
      (await ask("GET", "/deliveries/evt_1:order:send")).body.data.waits_for,
      ...(await ask("GET", "/deliveries")).body.data.map((one: { waits_for?: unknown }) => one.waits_for),
    ];
    expect(await shown()).toEqual([undefined, undefined, undefined]);
    await is(OPEN);
    // The second delivery failed permanently.
    expect(await shown()).toEqual([WAITS, undefined, WAITS]);
  });

  test("no longer shows so after it has ended", async () => {
    const { ask, is, ports } = routes({ flow: webhookFlow(MESSAGE, { action: "manual" }) });
    await deliver(ports, orderMessage());
    await is(OPEN);
    expect((await ask("GET", "/deliveries/evt_1:order:send")).body.data).not.toHaveProperty("waits_for");
  });
});
