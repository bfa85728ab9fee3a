// The schema of scenario files: the only source of the types, the checks and the JSON Schema for editors. docs/flow-tests.md
// describes the same format.

import * as z from "zod";
import { UNANSWERED_REASONS, type UnansweredReason } from "#core/delivery/reasons.ts";
import { editorSchema, type JsonSchema } from "#core/editor-schema.ts";
import { plainEventSchema } from "#core/event/formats/plain/plain-event.ts";
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
  .refine(isTimeZone, "must be an IANA time zone, such as Europe/Vienna")
  .describe("The organization's time zone, for profiles without one. Default: UTC.");

const secretsSchema = z
  .record(z.string(), z.string().nullable())
  .describe('Values of secrets; null means not set. Other secrets have the value "test-<name>".');

const statusSchema = z.int().min(LOWEST_STATUS).max(HIGHEST_STATUS);

// Object.keys has the type string[], although the keys of this table are exactly the reasons.
const unansweredReasons = Object.keys(UNANSWERED_REASONS) as UnansweredReason[];

const answerSchema = z.union([
  statusSchema,
  z.strictObject({
    status: statusSchema,
    retry_after: z.string().min(1).exactOptional().describe("The header Retry-After: seconds or a date."),
  }),
  z.strictObject({
    error: z.enum(unansweredReasons).describe("The failure instead of an answer: a reason from docs/errors.md."),
  }),
]);

const eventSchema = z
  .strictObject({
    at: scenarioTimeSchema.default("now").describe("When Flowhook receives the event."),
    file: z
      .string()
      .min(1)
      .exactOptional()
      .describe("A file that contains an event, relative to this file. The other fields override it."),
    ...plainEventSchema.partial().shape,
    time: scenarioTimeSchema.exactOptional().describe("When the event happened. Default: when it is received."),
    profile: profileSchema.exactOptional(),
  })
  .describe("An event, from a file or in the format of POST /events, and its time.");

const json = z.custom<JsonValue>((value) => value !== undefined);

const requestSchema = z.strictObject({
  url: z.string().min(1).exactOptional(),
  headers: z.record(z.string(), z.string()).exactOptional().describe("The headers to compare; others are ignored."),
  body: json.exactOptional().describe("The whole body as JSON; the order of fields does not matter."),
  body_contains: json.exactOptional().describe("A part of the body; fields that are not named are ignored."),
});

/** The statuses that a scenario can expect. */
const OUTCOMES = ["delivered", "failed", "parked", "discarded"] as const;

const whichSchema = z.strictObject({
  flow: flowIdSchema.exactOptional(),
  action: actionIdSchema.exactOptional(),
});

const expectedSchema = whichSchema
  .extend({
    at: scenarioTimeSchema.describe("When it is first sent, to the second."),
    outcome: z.enum(OUTCOMES).default("delivered").describe("parked: waits for a person's approval."),
    attempts: z.int().positive().exactOptional().describe("The number of requests."),
    reason: z.string().min(1).exactOptional().describe("Why it was not delivered: a reason from docs/errors.md."),
    request: requestSchema.exactOptional(),
  })
  .describe("A webhook that is sent, with all its attempts.");

const reviewSchema = z
  .strictObject({
    at: scenarioTimeSchema,
    flow: flowIdSchema.exactOptional(),
    approve: actionIdSchema.exactOptional(),
    discard: actionIdSchema.exactOptional(),
  })
  .refine(({ approve, discard }) => (approve === undefined) !== (discard === undefined), {
    error: "must have either approve or discard, with the id of the action whose parked deliveries are decided on",
  })
  .describe("A person's decision on the parked deliveries of an action.");

const scenarioSchema = z
  .strictObject({
    name: z.string().min(1).describe("The behavior that it tests, as a sentence."),
    start: calendarTimeSchema.exactOptional().describe('The time of "now".'),
    timezone: zoneSchema.exactOptional(),
    profile: profileSchema.exactOptional().describe("Overrides fields of the file's profile."),
    secrets: secretsSchema.exactOptional(),
    events: z.array(eventSchema).min(1),
    reviews: z.array(reviewSchema).min(1).exactOptional(),
    target: z
      .union([...answerSchema.options, z.array(answerSchema)])
      .exactOptional()
      .describe("Answers of targets: a list in order, then 200; or one answer to every request. Default: 200."),
    expect: z.array(expectedSchema).exactOptional().describe("All webhooks that are sent; [] means no webhooks."),
    expect_no: z.array(whichSchema).min(1).exactOptional().describe("Webhooks that must not be sent; others may be."),
  })
  .superRefine((scenario, context) => {
    const given = (scenario.expect === undefined ? 0 : 1) + (scenario.expect_no === undefined ? 0 : 1);
    if (given === 1) return;
    const message =
      given === 0
        ? "The scenario expects nothing. Add expect with all webhooks that are sent ([] for no webhooks), or expect_no with those that must not be."
        : "The scenario has both expect and expect_no. Remove one; expect already lists all webhooks that are sent.";
    context.addIssue({ code: "custom", path: given === 0 ? [] : ["expect_no"], message });
  });

/** A scenario file. */
export const scenarioFileSchema = z
  .strictObject({
    $schema: z.string().exactOptional().describe("The JSON Schema of this file, for editors."),
    flow: flowIdSchema
      .exactOptional()
      .describe("The flow to play. Without flow and flows, all flows of the directory are played."),
    flows: z.array(flowIdSchema).min(1).exactOptional().describe("The flows to play."),
    start: calendarTimeSchema.exactOptional().describe('The time of "now" in every scenario.'),
    timezone: zoneSchema.exactOptional(),
    profile: profileSchema
      .exactOptional()
      .describe("The profile of the events. An event's own profile overrides its fields."),
    secrets: secretsSchema.exactOptional(),
    scenarios: z.array(scenarioSchema).min(1).max(MAX_SCENARIOS),
  })
  .superRefine(({ flow, flows }, context) => {
    if (flow === undefined || flows === undefined) return;
    context.addIssue({ code: "custom", path: ["flows"], message: "The file has both flow and flows. Remove one." });
  })
  .describe("Scenarios: events, and the webhooks that must be sent.");

/** The parts of a scenario file, by their names in its JSON Schema. */
const SCENARIO_PARTS = {
  scenario: scenarioSchema,
  event: eventSchema,
  webhook: expectedSchema,
  review: reviewSchema,
  answer: answerSchema,
  which: whichSchema,
} as const;

export type ScenarioFile = z.infer<typeof scenarioFileSchema>;

export type WrittenScenario = ScenarioFile["scenarios"][number];

export type WrittenEvent = WrittenScenario["events"][number];

export type WrittenReview = z.infer<typeof reviewSchema>;

export type WrittenAnswer = z.infer<typeof answerSchema>;

export type Expected = z.infer<typeof expectedSchema>;

/** Selects webhooks by flow and action. */
export type Which = z.infer<typeof whichSchema>;

/** The JSON Schema of scenario files, for editors. Only `flowhook test` finds other problems, such as unknown actions. */
export function scenarioJsonSchema(): JsonSchema {
  const { $schema, ...schema } = editorSchema(scenarioFileSchema, {
    definitions: { ...SCENARIO_PARTS, profile: profileSchema },
  });
  return { ...($schema === undefined ? {} : { $schema }), title: "Flowhook scenarios", ...schema };
}

/** The codes of a scenario file's problems, with their meanings. docs/errors.md says how to fix each. */
export const SCENARIO_RULES = {
  "scenario-not-yaml": "The scenario file is not valid YAML.",
  "scenario-invalid": "A field of the scenario file is missing, unknown or of the wrong type.",
  "scenario-unknown-flow": "The scenario names a flow that is not in the flows' directory.",
  "scenario-unknown-action": "The scenario names an action that its flows do not have, or that sends no webhook.",
  "scenario-event": "Flowhook would refuse an event of the scenario, or its file can't be read.",
  "scenario-time": "The scenario expects a webhook before its first event.",
} as const satisfies Record<string, string>;

/** The code of a scenario file's problem. */
export type ScenarioRule = keyof typeof SCENARIO_RULES;

/** A problem in a scenario file, at a path of keys and indexes. */
export function scenarioProblem(
  rule: ScenarioRule,
  path: readonly PropertyKey[],
  message: string,
): Problem<ScenarioRule> {
  return { rule, pointer: jsonPointer(path), message };
}
