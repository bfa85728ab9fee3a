// From a scenario file of good shape to scenarios that can be played, or to all that can't be meant: flows and actions that
// there are not, events that Flowhook would refuse, webhooks before anything happened.

import type { Flow } from "#core/flow/flow.ts";
import type { JsonObject } from "#core/json.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import { mergePatch } from "./merge-patch.ts";
import { namedFlows, unknownNames } from "./named-flows.ts";
import type { Happening, Scenario, ScenarioPlace } from "./scenario.ts";
import { buildEvent, type ReadBeside } from "./scenario-events.ts";
import { type ScenarioRule, scenarioProblem } from "./scenario-rules.ts";
import type { ScenarioFile, WrittenReview, WrittenScenario } from "./scenario-schema.ts";
import { timeAt } from "./scenario-time.ts";

/** What scenarios are built from beside their file. */
export interface ScenarioSources {
  /** The flows of the directory that the file tests. */
  readonly flows: readonly Flow[];
  readonly readBeside: ReadBeside;
  /** Where in the file a JSON pointer leads. */
  readonly placeOf: (pointer: string) => ScenarioPlace;
}

/** Scenarios, or what is wrong with them; pointers lead into the file. */
export type BuiltScenarios =
  | { readonly ok: true; readonly scenarios: readonly Scenario[] }
  | { readonly ok: false; readonly problems: readonly Problem<ScenarioRule>[] };

/** When scenarios start that do not say it: a Monday morning. */
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
    ...{ name: written.name, place: placeOf(), flows, startedAt, happenings },
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

/** Whom the events are about: the profile of the file, with that of the scenario over it. */
function profileOf(file: ScenarioFile, scenario: WrittenScenario): JsonObject | undefined {
  if (!file.profile && !scenario.profile) return undefined;
  // What zod has read of JSON is JSON; it leaves out what is undefined.
  return mergePatch((file.profile ?? {}) as JsonObject, (scenario.profile ?? {}) as JsonObject);
}

/** Webhooks that are expected before there is anything to send them. */
function tooEarly(
  { happenings, expected = [], startedAt }: Scenario,
  path: readonly PropertyKey[],
): Problem<ScenarioRule>[] {
  const begins = happenings[0]?.at ?? startedAt;
  const message = "Nothing has happened by then: the first event comes later.";
  return expected.flatMap(({ at }, index) =>
    at < begins ? [scenarioProblem("scenario-time", [...path, "expect", index, "at"], message)] : [],
  );
}

/** Scenarios are asked for by their names. */
function repeatedNames({ scenarios }: ScenarioFile): Problem<ScenarioRule>[] {
  const seen = new Set<string>();
  return scenarios.flatMap(({ name }, index) => {
    const repeated = seen.has(name);
    seen.add(name);
    const message = `Two scenarios have the name "${name}". Give each a name of its own.`;
    return repeated ? [scenarioProblem("scenario-invalid", ["scenarios", index, "name"], message)] : [];
  });
}
