// Fills two gaps of the emulator's API Gateway after a deployment:
// - Its CloudFormation loses the validator of a method. This file creates it and sets it again.
// - Its templates lack the id and the time of a request. They read them from headers that only the test sends.

import type { Emulator } from "./emulator.ts";

/** The headers with the values that API Gateway itself would provide. */
export const STAND_INS = {
  "$context.extendedRequestId": "x-emulated-request-id",
  "$context.requestTimeEpoch": "x-emulated-request-time",
} as const;

type Templates = Record<string, string>;

interface Method {
  readonly requestModels?: Templates;
  readonly methodIntegration: {
    readonly requestTemplates: Templates;
    readonly integrationResponses: Record<string, { selectionPattern?: string; responseTemplates?: Templates }>;
  };
}

interface Resource {
  readonly id: string;
  readonly resourceMethods?: Record<string, unknown>;
}

/** Fills the gaps for every method of an API that checks bodies. */
export async function fillGaps(emulator: Emulator, apiId: string): Promise<void> {
  const call: Call = (method, path, body) => callApiGateway(emulator, method, path, body);
  const api = `/restapis/${apiId}`;
  const { item: resources }: { item: Resource[] } = await call("GET", `${api}/resources?limit=500`);
  for (const { id, resourceMethods = {} } of resources) {
    for (const name of Object.keys(resourceMethods)) {
      const path = `${api}/resources/${id}/methods/${name}`;
      const method: Method = await call("GET", path);
      if (method.requestModels !== undefined) await fillGapsOf(call, api, path, method);
    }
  }
}

async function fillGapsOf(call: Call, api: string, path: string, method: Method): Promise<void> {
  const validator = { name: "body", validateRequestBody: true, validateRequestParameters: false };
  const { id }: { id: string } = await call("POST", `${api}/requestvalidators`, validator);
  await call("PATCH", path, replace("/requestValidatorId", id));
  const { requestTemplates, integrationResponses } = method.methodIntegration;
  await call("PATCH", `${path}/integration`, replace("/requestTemplates", withStandIns(requestTemplates)));
  for (const [status, { responseTemplates = {}, ...answer }] of Object.entries(integrationResponses)) {
    const templates = withStandIns(responseTemplates);
    await call("PUT", `${path}/integration/responses/${status}`, { ...answer, responseTemplates: templates });
  }
}

function replace(path: string, value: unknown) {
  return { patchOperations: [{ op: "replace", path, value }] };
}

function withStandIns(templates: Templates): Templates {
  const replaced = Object.entries(templates).map(([type, template]) => {
    let text = template;
    for (const [variable, header] of Object.entries(STAND_INS)) {
      text = text.replaceAll(variable, `$input.params('${header}')`);
    }
    return [type, text];
  });
  return Object.fromEntries(replaced);
}

type Call = <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;

async function callApiGateway<Answer>(
  emulator: Emulator,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const url = `${emulator.url}${path}`;
  const response = await fetch(url, {
    method,
    headers: { authorization: emulator.signedFor("apigateway") },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url} was answered with ${response.status}: ${text}`);
  return JSON.parse(text);
}
