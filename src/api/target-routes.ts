// The routes that list failing targets and close a circuit.

import { Hono } from "hono";
import { closeCircuit, type ListedTarget, listTargets, type TargetPorts } from "#app/targets/list-targets.ts";
import type { TargetHealth } from "#core/delivery/target-health.ts";
import { isoTime } from "#core/time.ts";
import type { refusals } from "./refusals.ts";

/** The routes of targets, relative to the API's path. */
export function targetRoutes(ports: TargetPorts, { refuseWhole }: ReturnType<typeof refusals>): Hono {
  const app = new Hono();

  app.get("/targets", async (context) => context.json({ data: (await listTargets(ports)).map(targetView) }));

  app.post("/targets/close", async (context) => {
    const target = context.req.query("target");
    if (!target)
      return refuseWhole(context, "invalid", "Name the target as it is listed: ?target=https://api.crm.example");
    const before = await closeCircuit(ports, target);
    if (before === undefined) return refuseWhole(context, "not_found", `No failure of ${target} is known.`);
    return context.json({ data: { target, ...healthView(undefined) } });
  });

  return app;
}

function targetView({ target, health, limits }: ListedTarget) {
  return { target, ...healthView(health), limits };
}

/** The state of a target's circuit. closed: deliveries are sent; open: deliveries wait; probing: one is in flight as a probe. */
function healthView(health: TargetHealth | undefined) {
  if (health === undefined) return { state: "closed" as const };
  const { circuit, failures, failing_since, last_failed_at, reason } = health;
  const failing = { failures, reason, failing_since: isoTime(failing_since), last_failed_at: isoTime(last_failed_at) };
  if (circuit === undefined) return { state: "closed" as const, ...failing };
  const { opened_at, probes, probe_at, probing_until } = circuit;
  const state = probing_until === undefined ? ("open" as const) : ("probing" as const);
  return { state, since: isoTime(opened_at), ...failing, failed_probes: probes, next_probe_at: isoTime(probe_at) };
}
