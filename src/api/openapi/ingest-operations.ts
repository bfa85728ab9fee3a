// The operations of ingest, for its OpenAPI document: one for each route, and those that need no key.

import * as z from "zod";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import { healthySchema, notReadySchema } from "../health.ts";
import type { Answer, Operation } from "./operation.ts";
import { routeOperation } from "./route-operation.ts";
import { SOURCE_OPERATION } from "./source-operation.ts";

const LIVENESS = {
  method: "get",
  description: "For a supervisor that restarts the process. Only the embedded server has it.",
  security: [],
  answers: [healthy("The server answers requests.")],
  errors: [],
} as const satisfies Partial<Operation>;

function healthy(description: string): Answer {
  return { status: 200, description, schema: healthySchema, example: { status: "ok" } };
}

/** The operations of ingest. */
export const INGEST_OPERATIONS: readonly Operation[] = [
  ...INGEST_ROUTES.map(routeOperation),
  SOURCE_OPERATION,
  { ...LIVENESS, path: "/health", id: "getHealth", summary: "Check that the server runs" },
  { ...LIVENESS, path: "/health/live", id: "getLiveness", summary: "Check that the server is alive" },
  {
    method: "get",
    path: "/health/ready",
    id: "getReadiness",
    summary: "Check that the server accepts events",
    description:
      "For load balancers: send no events to a server that is not ready. Only the embedded server has it. docs/operations.md has the next step for each reason.",
    security: [],
    answers: [
      healthy("The server accepts and processes events."),
      {
        status: 503,
        description: "The server accepts no events, or processes none.",
        schema: notReadySchema,
        example: {
          status: "unavailable",
          reasons: [{ code: "backlog-full", detail: "The backlog of events is full." }],
        },
      },
    ],
    errors: [],
  },
  {
    method: "get",
    path: "/openapi.json",
    id: "getOpenApi",
    summary: "Get this document",
    description: "The OpenAPI document of the server's own version. Only the embedded server has it.",
    security: [],
    answers: [
      {
        status: 200,
        description: "The document.",
        schema: z.looseObject({ openapi: z.string().describe("The version of OpenAPI.") }),
        example: { openapi: "3.1.1" },
      },
    ],
    errors: [],
  },
];
