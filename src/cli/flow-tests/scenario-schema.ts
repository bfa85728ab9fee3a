// A scenario file as its author writes it. This schema is the one source of the type, of the checks and of the JSON Schema
// that editors use; docs/flow-tests.md tells the same in prose.

import * as z from "zod";
import { UNANSWERED_REASONS, type UnansweredReason } from "#core/delivery/reasons.ts";
import { editorSchema, type JsonSchema } from "#core/editor-schema.ts";
import { plainEventSchema } from "#core/event/formats/plain.ts";
import { profileSchema } from "#core/event/profile.ts";
import { actionIdSchema, flowIdSchema } from "#core/flow/identifiers.ts";
import type { JsonValue } from "#core/json.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import { isTimeZone } from "#core/waiting/zones.ts";
import { calendarTimeSchema, scenarioTimeSchema } from "./scenario-time.ts";

const LOWEST_STATUS = 100;
const HIGHEST_STATUS = 599;

/** Most scenarios of one file: more than a person reads. */
const MAX_SCENARIOS = 200;

const zoneSchema = z
  .string()
  .refine(isTimeZone, "must be the name of a zone, such as Europe/Vienna")
  .describe("The organization's zone: that of profiles without one. Default: UTC.");

const secretsSchema = z
  .record(z.string(), z.string().nullable())
  .describe('Values of secrets; one that is not named here is "test-<name>", and null is one that is not set.');

const statusSchema = z.int().min(LOWEST_STATUS).max(HIGHEST_STATUS);

// The keys of the table are all its reasons; Object.keys does not say so.
const unansweredReasons = Object.keys(UNANSWERED_REASONS) as UnansweredReason[];

const answerSchema = z.union([
  statusSchema,
  z.strictObject({
    status: statusSchema,
    retry_after: z.string().min(1).exactOptional().describe("The header Retry-After: seconds, or a date."),
  }),
  z.strictObject({
    error: z.enum(unansweredReasons).describe("What happened instead of an answer: a reason of docs/errors.md."),
  }),
]);

const eventSchema = z
  .strictObject({
    at: scenarioTimeSchema.default("now").describe("When Flowhook receives it."),
    file: z
      .string()
      .min(1)
      .exactOptional()
      .describe("A file with an event, seen from here; fields beside it go over it."),
    ...plainEventSchema.partial().shape,
    time: scenarioTimeSchema.exactOptional().describe("When it happened; without it, when it is received."),
    profile: profileSchema.exactOptional(),
  })
  .describe("An event: a file, or what POST /events takes, and when.");

const json = z.custom<JsonValue>((value) => value !== undefined);

const requestSchema = z.strictObject({
  url: z.string().min(1).exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional().describe("Those that are looked at; there may be others."),
  body: json.exactOptional().describe("The whole body, as JSON; the order of fields does not matter."),
  body_contains: json.exactOptional().describe("A part of the body: fields that are not named may be anything."),
});

/** How a delivery can end, or where it stays. */
const OUTCOMES = ["delivered", "failed", "parked", "discarded"] as const;

const whichSchema = z.strictObject({
  flow: flowIdSchema.exactOptional(),
  action: actionIdSchema.exactOptional(),
});

const expectedSchema = whichSchema
  .extend({
    at: scenarioTimeSchema.describe("When it is sent first, to the second."),
    outcome: z.enum(OUTCOMES).default("delivered").describe("parked: it waits for a person's approval."),
    attempts: z.int().positive().exactOptional().describe("How often it was sent."),
    reason: z.string().min(1).exactOptional().describe("Why it was not delivered: a reason of docs/errors.md."),
    request: requestSchema.exactOptional(),
  })
  .describe("A webhook that leaves, with all its attempts.");

const reviewSchema = z
  .strictObject({
    at: scenarioTimeSchema,
    flow: flowIdSchema.exactOptional(),
    approve: actionIdSchema.exactOptional(),
    discard: actionIdSchema.exactOptional(),
  })
  .refine(({ approve, discard }) => (approve === undefined) !== (discard === undefined), {
    error: "must have either approve or discard: the action whose deliveries are decided on",
  })
  .describe("A person decides on the deliveries of an action that wait for approval.");

const scenarioSchema = z
  .strictObject({
    name: z.string().min(1).describe("What it shows, in a sentence."),
    start: calendarTimeSchema.exactOptional().describe('What "now" is.'),
    timezone: zoneSchema.exactOptional(),
    profile: profileSchema.exactOptional().describe("Goes over the profile of the file."),
    secrets: secretsSchema.exactOptional(),
    events: z.array(eventSchema).min(1),
    reviews: z.array(reviewSchema).min(1).exactOptional(),
    target: z
      .union([...answerSchema.options, z.array(answerSchema)])
      .exactOptional()
      .describe("What targets answer: a list in order and then 200, or one answer to everything. Default: 200."),
    expect: z.array(expectedSchema).exactOptional().describe("Every webhook that leaves; [] is none."),
    expect_no: z.array(whichSchema).min(1).exactOptional().describe("Webhooks that must not leave; others may."),
  })
  .superRefine((scenario, context) => {
    const asked = (scenario.expect === undefined ? 0 : 1) + (scenario.expect_no === undefined ? 0 : 1);
    if (asked === 1) return;
    const message =
      asked === 0
        ? "A scenario says what to expect: expect lists every webhook that leaves ([] if none), or expect_no those that must not."
        : "There is expect already, which lists every webhook that leaves: remove one of the two.";
    context.addIssue({ code: "custom", path: asked === 0 ? [] : ["expect_no"], message });
  });

/** A scenario file. */
export const scenarioFileSchema = z
  .strictObject({
    $schema: z.string().exactOptional().describe("The JSON Schema of this file, for editors."),
    flow: flowIdSchema
      .exactOptional()
      .describe("The flow that is played; without flow and flows, all of the directory."),
    flows: z.array(flowIdSchema).min(1).exactOptional().describe("The flows that are played."),
    start: calendarTimeSchema.exactOptional().describe('What "now" is in every scenario.'),
    timezone: zoneSchema.exactOptional(),
    profile: profileSchema.exactOptional().describe("Whom the events are about, unless they say so themselves."),
    secrets: secretsSchema.exactOptional(),
    scenarios: z.array(scenarioSchema).min(1).max(MAX_SCENARIOS),
  })
  .superRefine(({ flow, flows }, context) => {
    if (flow === undefined || flows === undefined) return;
    context.addIssue({ code: "custom", path: ["flows"], message: "There is flow already: write one of the two." });
  })
  .describe("Scenarios: what happens, and which webhooks leave.");

/** The parts of a scenario file, by the names that they have in its JSON Schema. */
const SCENARIO_PARTS = {
  scenario: scenarioSchema,
  event: eventSchema,
  webhook: expectedSchema,
  review: reviewSchema,
  answer: answerSchema,
  which: whichSchema,
} as const;

/** A scenario file, read. */
export type ScenarioFile = z.infer<typeof scenarioFileSchema>;

/** One scenario of a file. */
export type WrittenScenario = ScenarioFile["scenarios"][number];

/** An event of a scenario. */
export type WrittenEvent = WrittenScenario["events"][number];

/** A decision on what waits for approval. */
export type WrittenReview = z.infer<typeof reviewSchema>;

/** What a target answers. */
export type WrittenAnswer = z.infer<typeof answerSchema>;

/** A webhook that a scenario expects. */
export type Expected = z.infer<typeof expectedSchema>;

/** Webhooks of a flow or an action. */
export type Which = z.infer<typeof whichSchema>;

// The JSON Schema of scenario files, for editors. What it can't say, such as which actions there are, `flowhook test` tells.

/** The JSON Schema of scenario files. */
export function scenarioJsonSchema(): JsonSchema {
  const { $schema, ...schema } = editorSchema(scenarioFileSchema, {
    definitions: { ...SCENARIO_PARTS, profile: profileSchema },
  });
  return { ...($schema === undefined ? {} : { $schema }), title: "Flowhook scenarios", ...schema };
}

// The rules that a scenario file can break, as the codes of its problems; docs/errors.md tells how to mend each.

/** Each rule of a scenario file, and what it means when it is broken. */
export const SCENARIO_RULES = {
  "scenario-not-yaml": "The scenario file is not valid YAML.",
  "scenario-invalid": "A field of the scenario file is missing, unknown or not of the kind that it must be.",
  "scenario-unknown-flow": "The scenario names a flow that is not in the directory of the flows.",
  "scenario-unknown-action": "The scenario names an action that its flows do not have, or that sends nothing.",
  "scenario-event": "An event of the scenario is one that Flowhook would refuse, or its file can't be read.",
  "scenario-time": "The scenario expects a webhook before its first event.",
} as const satisfies Record<string, string>;

/** The code of a problem in a scenario file. */
export type ScenarioRule = keyof typeof SCENARIO_RULES;

/** A problem in a scenario file, at a path of keys and indexes. */
export function scenarioProblem(
  rule: ScenarioRule,
  path: readonly PropertyKey[],
  message: string,
): Problem<ScenarioRule> {
  return { rule, pointer: jsonPointer(path), message };
}
