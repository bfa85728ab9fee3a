// The operation of a route of ingest, for the OpenAPI document.

import * as z from "zod";
import { EVENT_FORMATS } from "#core/event/formats/event-formats.ts";
import type { Batch, IngestRoute, RequestBody } from "#core/event/formats/ingest-route.ts";
import type { JsonValue } from "#core/json.ts";
import { acceptedSchema, allAcceptedSchema, noneAcceptedSchema, resultsSchema } from "../ingest/answers.ts";
import { INGEST_ERRORS, type IngestErrorCode } from "./ingest-errors.ts";
import type { Answer, Body, Operation, Parameter } from "./operation.ts";

const REQUEST_ID = "0f8f2f0e-8f2d-4c55-9d0e-6b1b0d2c7a51";
const EVENT_ID = "evt_0f8f2f0e8f2d4c559d0e6b1b0d2c7a51";

/** The operation of a route. */
export function routeOperation({ path, bodies: all, operation }: IngestRoute): Operation {
  const bodies = all.filter(({ documentedAt }) => documentedAt === undefined);
  const parameters = headerParameters(bodies);
  const answers = mergeAnswers(bodies.flatMap(({ batch }) => answersTo(batch)));
  const own = new Set(answers.map(({ status }) => status));
  return {
    method: "post",
    path,
    ...operation,
    security: ["bearer", "klaviyo", "basic"],
    ...(parameters.length > 0 && { parameters }),
    bodies: bodies.map(bodyOf),
    answers,
    errors: (Object.keys(INGEST_ERRORS) as IngestErrorCode[]).filter((code) => code !== "invalid" || !own.has(400)),
  };
}

function bodyOf({ contentTypes, format, batch, example, exampleHeaders, ...body }: RequestBody): Body {
  const isJson = contentTypes.every((type) => /[/+]json$/.test(type));
  const schema = body.schema ?? batch?.schema ?? EVENT_FORMATS[format].schema;
  return {
    name: format,
    mediaTypes: contentTypes,
    schema: isJson ? schema : z.string().describe(`One event a line. ${schema.description ?? ""}`.trim()),
    example,
    ...(exampleHeaders && { exampleHeaders }),
  };
}

/** The headers that the examples have. A header is required if no body can be sent without it. */
function headerParameters(bodies: readonly RequestBody[]): Parameter[] {
  const examples = new Map(bodies.flatMap(({ exampleHeaders = {} }) => Object.entries(exampleHeaders)));
  return [...examples].map(([name, example]) => ({
    name,
    in: "header",
    required: bodies.every(({ requiredHeaders = [] }) => requiredHeaders.includes(name)),
    description: "Describes the event, where the body does not.",
    schema: z.string(),
    example,
  }));
}

function answersTo(batch: Batch | undefined): Answer[] {
  if (batch === undefined) {
    const example = { request_id: REQUEST_ID, event_id: EVENT_ID };
    return [{ status: 202, description: "The event is stored.", schema: acceptedSchema, example }];
  }
  if (batch.answer !== undefined) {
    const { status, body } = batch.answer;
    const description = "The request is stored. Events that are not valid go to the events dead letters.";
    return [{ status, description, schema: exactly(body), example: body }];
  }
  if (batch.onBadEvent === "refuse-event") return resultAnswers();
  const example = { request_id: REQUEST_ID, accepted: 1 };
  return [{ status: 202, description: "All events are stored.", schema: allAcceptedSchema, example }];
}

function resultAnswers(): Answer[] {
  const { description, example } = INGEST_ERRORS.invalid;
  const refused = { code: "event-invalid", detail: example.message, source: { pointer: "/1/profile/emial" } };
  return [
    {
      status: 202,
      description: "At least one event is stored. `events` has the result of each.",
      schema: resultsSchema,
      example: {
        ...{ request_id: REQUEST_ID, accepted: 1, refused: 1 },
        events: [
          { index: 0, status: "accepted", event_id: EVENT_ID },
          { index: 1, status: "refused", errors: [refused] },
        ],
      },
    },
    {
      status: 400,
      description: `${description} If the request could be split into events, \`events\` has the problems of each.`,
      schema: noneAcceptedSchema,
      example: {
        errors: [
          {
            ...{ id: REQUEST_ID, status: 400, code: "invalid", title: "Invalid input." },
            ...{ detail: example.message, source: refused.source },
          },
        ],
      },
    },
  ];
}

/** The answers of an operation: one for each status. */
function mergeAnswers(answers: readonly Answer[]): Answer[] {
  const merged = new Map<number, Answer>();
  for (const answer of answers) {
    const { schema, description, ...first } = merged.get(answer.status) ?? answer;
    const isKnown = schema === answer.schema || description.includes(answer.description);
    merged.set(answer.status, {
      ...first,
      schema: isKnown ? schema : z.union([schema, answer.schema]),
      description: isKnown ? description : `${description} Or, for another body: ${answer.description}`,
    });
  }
  return [...merged.values()];
}

/** The schema of one value, whose texts, numbers and truth values are always the same. */
function exactly(value: JsonValue): z.ZodType {
  if (Array.isArray(value)) return z.array(z.union(value.map(exactly)));
  if (typeof value !== "object" || value === null) return z.literal(value as string | number | boolean | null);
  return z.object(
    Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, exactly(inner as JsonValue)])),
  );
}
