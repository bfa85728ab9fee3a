// The operations of ingest, for its OpenAPI document: one for each route, and those that need no key.

import * as z from "zod";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import { healthSchema } from "../health.ts";
import type { Operation } from "./operation.ts";
import { routeOperation } from "./route-operation.ts";

/** The operations of ingest. */
export const INGEST_OPERATIONS: readonly Operation[] = [
  ...INGEST_ROUTES.map(routeOperation),
  {
    method: "get",
    path: "/health",
    id: "getHealth",
    summary: "Check that the server runs",
    description: "For load balancers and monitors. Only the embedded server has it.",
    security: [],
    answers: [
      { status: 200, description: "The server answers requests.", schema: healthSchema, example: { status: "ok" } },
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
