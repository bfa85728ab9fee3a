// Builds playable scenarios from a scenario file that matches the schema, and finds the remaining problems: unknown flows and
// actions, events that Flowhook would refuse, webhooks that are expected before the first event.

import type { Flow } from "#core/flow/flow.ts";
import type { JsonObject } from "#core/json.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import type { Happening, Scenario, ScenarioPlace } from "./scenario.ts";
import { buildEvent, mergePatch, type ReadBeside } from "./scenario-events.ts";
import {
  type ScenarioFile,
  type ScenarioRule,
  scenarioProblem,
  type WrittenReview,
  type WrittenScenario,
} from "./scenario-schema.ts";
import { timeAt } from "./scenario-time.ts";

interface ScenarioSources {
  /** The flows that the file tests. */
  readonly flows: readonly Flow[];
  readonly readBeside: ReadBeside;
  /** The place in the file of a JSON pointer. */
  readonly placeOf: (pointer: string) => ScenarioPlace;
}

/** Scenarios, or all their problems. Pointers lead into the file. */
type BuiltScenarios =
  | { readonly ok: true; readonly scenarios: readonly Scenario[] }
  | { readonly ok: false; readonly problems: readonly Problem<ScenarioRule>[] };

/** The default start: a Monday morning. */
const DEFAULT_START = "2026-03-02T09:00:00Z";
const DEFAULT_ZONE = "UTC";

/** Builds the scenarios of a file. */
export function buildScenarios(file: ScenarioFile, sources: ScenarioSources): BuiltScenarios {
  const { flows, problems } = namedFlows(file, sources.flows);
  if (problems.length > 0) return { ok: false, problems };
  const built = file.scenarios.map((scenario, index) => build(scenario, index, { file, flows, sources }));
  const wrong = [...repeatedNames(file), ...built.flatMap((each) => each.problems)];
  return wrong.length > 0
    ? { ok: false, problems: wrong }
    : { ok: true, scenarios: built.map(({ scenario }) => scenario) };
}

interface Surroundings {
  readonly file: ScenarioFile;
  readonly flows: readonly Flow[];
  readonly sources: ScenarioSources;
}

function build(written: WrittenScenario, index: number, { file, flows, sources }: Surroundings) {
  const path = ["scenarios", index];
  const placeOf = (...keys: PropertyKey[]) => sources.placeOf(jsonPointer([...path, ...keys]));
  const startedAt = timeAt(written.start ?? file.start ?? DEFAULT_START, 0);
  const profile = profileOf(file, written);
  const context = { startedAt, readBeside: sources.readBeside, ...(profile ? { profile } : {}) };
  const built = written.events.map((event, at) => buildEvent(event, [...path, "events", at], context));
  const reviews = (written.reviews ?? []).map((review, at) => reviewOf(review, startedAt, placeOf("reviews", at)));
  const happenings = [...built.flatMap((event) => (event.ok ? [event.happening] : [])), ...reviews].sort(
    (a, b) => a.at - b.at,
  );
  const expected = written.expect?.map((webhook, at) => {
    return { ...webhook, at: timeAt(webhook.at, startedAt), place: placeOf("expect", at) };
  });
  const scenario: Scenario = {
    name: written.name,
    place: placeOf(),
    flows,
    startedAt,
    happenings,
    timezone: written.timezone ?? file.timezone ?? DEFAULT_ZONE,
    secrets: { ...file.secrets, ...written.secrets },
    target: written.target ?? [],
    ...(expected ? { expected } : {}),
    forbidden: written.expect_no ?? [],
  };
  const problems = [
    ...built.flatMap((event) => (event.ok ? [] : event.problems)),
    ...tooEarly(scenario, path),
    ...unknownNames(written, path, flows),
  ];
  return { scenario, problems };
}

function reviewOf({ at, flow, approve, discard }: WrittenReview, start: number, place: ScenarioPlace): Happening {
  const action = approve ?? discard;
  const which = { ...(flow === undefined ? {} : { flow }), ...(action === undefined ? {} : { action }) };
  const decision = approve === undefined ? "discard" : "approve";
  return { type: "review", at: timeAt(at, start), decision, which, place };
}

/** The profile of the events: that of the file, patched with that of the scenario. */
function profileOf(file: ScenarioFile, scenario: WrittenScenario): JsonObject | undefined {
  if (!file.profile && !scenario.profile) return undefined;
  // Both were parsed from YAML by zod, so they are JSON objects without undefined fields.
  return mergePatch((file.profile ?? {}) as JsonObject, (scenario.profile ?? {}) as JsonObject);
}

/** Finds webhooks that are expected before the first event. */
function tooEarly(
  { happenings, expected = [], startedAt }: Scenario,
  path: readonly PropertyKey[],
): Problem<ScenarioRule>[] {
  const begins = happenings[0]?.at ?? startedAt;
  const message = "No webhook can be sent at this time, because the first event comes later.";
  return expected.flatMap(({ at }, index) =>
    at < begins ? [scenarioProblem("scenario-time", [...path, "expect", index, "at"], message)] : [],
  );
}

/** Finds repeated names. `flowhook test --name` selects scenarios by name. */
function repeatedNames({ scenarios }: ScenarioFile): Problem<ScenarioRule>[] {
  const seen = new Set<string>();
  return scenarios.flatMap(({ name }, index) => {
    const repeated = seen.has(name);
    seen.add(name);
    const message = `Two scenarios have the name "${name}". Give each a different name.`;
    return repeated ? [scenarioProblem("scenario-invalid", ["scenarios", index, "name"], message)] : [];
  });
}

type Problems = readonly Problem<ScenarioRule>[];

/** The flows that a file names, or all. */
function namedFlows(
  { flow, flows }: ScenarioFile,
  all: readonly Flow[],
): { readonly flows: readonly Flow[]; readonly problems: Problems } {
  const named = flows ?? (flow === undefined ? undefined : [flow]);
  if (named === undefined) return { flows: all, problems: [] };
  const known = all.map(({ id }) => id);
  const problems = named.flatMap((id, index) =>
    known.includes(id) ? [] : [unknownFlow(id, flows ? ["flows", index] : ["flow"], known)],
  );
  return { flows: all.filter(({ id }) => named.includes(id)), problems };
}

/** Finds flows and actions that a scenario names but does not play. */
function unknownNames(scenario: WrittenScenario, path: readonly PropertyKey[], flows: readonly Flow[]): Problems {
  const { expect = [], expect_no = [], reviews = [] } = scenario;
  return [
    ...expect.flatMap((which, index) => unknown(which, "action", [...path, "expect", index], flows)),
    ...expect_no.flatMap((which, index) => unknown(which, "action", [...path, "expect_no", index], flows)),
    ...reviews.flatMap(({ flow, approve, discard }, index) => {
      const which = { flow, action: approve ?? discard };
      return unknown(which, approve === undefined ? "discard" : "approve", [...path, "reviews", index], flows);
    }),
  ];
}

interface Named {
  readonly flow?: string | undefined;
  readonly action?: string | undefined;
}

/** The problems of the names of a flow and, in the field `key`, of one of its actions. */
function unknown({ flow, action }: Named, key: string, path: readonly PropertyKey[], flows: readonly Flow[]): Problems {
  const known = flows.map(({ id }) => id);
  if (flow !== undefined && !known.includes(flow)) return [unknownFlow(flow, [...path, "flow"], known)];
  if (action === undefined) return [];
  const searched = flow === undefined ? flows : flows.filter(({ id }) => id === flow);
  const actions = searched.flatMap(({ definition }) => definition.actions);
  const webhooks = actions.filter(({ type }) => type === "send-webhook").map(({ id }) => id);
  if (webhooks.includes(action)) return [];
  const other = actions.find(({ id }) => id === action);
  const problem = other
    ? `The action "${action}" is a ${other.type}, which sends no webhook.`
    : `There is no action "${action}" in ${searched.map(({ id }) => id).join(", ")}.`;
  return [scenarioProblem("scenario-unknown-action", [...path, key], `${problem}${suggestion(action, webhooks)}`)];
}

function unknownFlow(id: string, path: readonly PropertyKey[], known: readonly string[]): Problem<ScenarioRule> {
  const message = `There is no flow "${id}" here.${suggestion(id, known)}`;
  return scenarioProblem("scenario-unknown-flow", path, message);
}

function suggestion(name: string, known: readonly string[]): string {
  const all = known.length === 0 ? "" : `Use one of ${known.map((each) => `"${each}"`).join(", ")}.`;
  return didYouMean(name, known, all);
}
