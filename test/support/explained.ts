// Shared by tests of explanations: read-only ports, and short texts of explanations.

import { type ExplainOptions, type ExplainPorts, explain } from "#app/explain/explain.ts";
import type { Check, ExplainedFlow, ExplainedGroup, PathStep } from "#app/explain/explanation.ts";
import type { ProfileReader } from "#app/explain/profile-reader.ts";
import type { ProfileStore } from "#app/runs/profile-ports.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import type { Event } from "#core/event/event.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { happened } from "./run-samples.ts";

/** A store whose readings are these, and which throws when it is written to. */
export function readOnly(reader: ProfileReader): ProfileStore {
  return {
    history: (query) => reader.history(query),
    lastEntry: (...entry) => reader.lastEntry(...entry),
    record: () => Promise.reject(new Error("explaining records nothing")),
    enter: () => Promise.reject(new Error("explaining enters no flow")),
  };
}

/** Explains an event in one flow. */
export async function explained(
  flow: RunnableFlow,
  event: Event,
  ports: Partial<ExplainPorts> = {},
  options: ExplainOptions = {},
): Promise<ExplainedFlow> {
  const explanation = await explain({ organization: {}, organizationZone: "UTC", ...ports }, [flow], event, options);
  const [one] = explanation.flows;
  if (one === undefined) throw new Error("Nothing was explained");
  return one;
}

/** Checks as "✓ metric", one after the other. */
export function checksOf({ checks }: ExplainedFlow): string[] {
  return checks.map(({ check, passes }) => `${passes ? "✓" : "✗"} ${check}`);
}

/** One check. */
export function checkOf({ checks }: ExplainedFlow, name: Check["check"]): Check | undefined {
  return checks.find(({ check }) => check === name);
}

/** Groups as lists of "✓ condition, saw". */
export function groupTexts(groups: readonly ExplainedGroup[] | undefined): string[][] {
  return (groups ?? []).map(({ conditions }) =>
    conditions.map(({ holds, condition, saw, note }) => {
      const value = saw === undefined ? "not set" : JSON.stringify(saw);
      return `${holds ? "✓" : "✗"} ${condition}, saw ${value}${note === undefined ? "" : ` (${note})`}`;
    }),
  );
}

/** The steps of a path as "time action what". */
export function stepTexts({ path }: ExplainedFlow): string[] {
  return [...(path?.steps ?? []).map(stepText), ...(path ? [`${path.end.at} ${path.end.reason}`] : [])];
}

function stepText(step: PathStep): string {
  switch (step.type) {
    case "send-webhook":
      return `${step.at} ${step.action_id} ${step.result}`;
    case "time-delay":
    case "target-date":
      return `${step.at} ${step.action_id} until ${step.until}`;
    default:
      return `${step.at} ${step.action_id} takes ${step.branch}`;
  }
}

/** The identifiers of the profile of these tests. */
export const ADA = ["email:ada@customer.example"];

/** A past of "Placed Order" at these times, and of one entry into the flow "order". */
export async function past(orders: readonly number[], entered?: { at: number; event_id?: string }) {
  const store = new MemoryProfileStore();
  await store.record(orders.map((time) => ({ identifiers: ADA, event: happened("Placed Order", time) })));
  if (entered) {
    const { at: entered_at, event_id = "evt_other" } = entered;
    await store.enter({ flow_id: "order", identifiers: ADA, event_id, entered_at, notAfter: Number.POSITIVE_INFINITY });
  }
  return { profiles: readOnly(store) };
}
