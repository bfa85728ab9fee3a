// The curl command that makes a request to an operation, with its example.

import type { MediaType, OpenApiOperation } from "#api/openapi/openapi-document.ts";

/** The command. It reads the base URL and the key from the variables that `flowhook send` reads too. */
export function curlExample(
  method: string,
  path: string,
  { security, parameters = [], ...operation }: OpenApiOperation,
): string {
  const filled = parameters.reduce((url, { name, example }) => url.replace(`{${name}}`, example), path);
  const headers = parameters
    .filter(({ in: place, required }) => place === "header" && required)
    .map(({ name, example }) => `${name}: ${example}`);
  const [body] = Object.entries(operation.requestBody?.content ?? {});
  const lines = [
    `curl "$FLOWHOOK_URL${filled}"`,
    ...(method === "GET" || body !== undefined ? [] : [`-X ${method}`]),
    ...(security.length === 0 ? [] : [keyOption(security)]),
    ...headers.map((header) => `-H ${quoted(header)}`),
    ...(body === undefined ? [] : [`-H ${quoted(`Content-Type: ${body[0]}`)}`, dataOption(exampleOf(body[1]))]),
  ];
  return lines.join(" \\\n  ");
}

/** A key in the first way that an operation accepts. */
function keyOption(security: OpenApiOperation["security"]): string {
  const first = security.find((scheme) => Object.keys(scheme).length > 0) ?? {};
  if ("basic" in first) return '-u "$FLOWHOOK_API_KEY:"';
  return `-H "Authorization: ${"klaviyo" in first ? "Klaviyo-API-Key" : "Bearer"} $FLOWHOOK_API_KEY"`;
}

/** The first example. */
function exampleOf({ example, examples = {} }: MediaType): unknown {
  const [first = { value: example }] = Object.values(examples);
  return first.value;
}

/** `-d` would remove the line breaks of a text. */
function dataOption(example: unknown): string {
  return typeof example === "string" ? `--data-binary ${quoted(example)}` : `-d ${quoted(JSON.stringify(example))}`;
}

/** A text as one word of a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
