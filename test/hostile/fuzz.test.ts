// Random requests to every route of the embedded process: no answer is a 5xx, no error is logged, memory stays bounded, and a normal
// event is accepted afterwards. FLOWHOOK_FUZZ_RUNS=100000 makes a long hunt. A failure prints its seed and path, which
// FLOWHOOK_FUZZ_SEED and FLOWHOOK_FUZZ_PATH repeat.

import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type ManagementPorts, managementApi } from "#api/management.ts";
import { orderFlow } from "#support/flow-files.ts";
import { sendRaw } from "#support/raw-http.ts";
import { startReceiver, type TestReceiver } from "#support/receiver.ts";
import { ORDER, startTestProcess, TestFlows, type TestProcess } from "#support/test-process.ts";
import { type FuzzedRequest, ingestRequest, malformedBytes, managementRequest } from "./fuzzed-requests.ts";

const RUNS = Number(process.env["FLOWHOOK_FUZZ_RUNS"] ?? 500);
const SEED = process.env["FLOWHOOK_FUZZ_SEED"];
const PATH = process.env["FLOWHOOK_FUZZ_PATH"];

/** Most growth of memory that stays after the requests, in MB: the caches of the process. */
const MOST_GROWTH_MB = 150;

const SOURCES = {
  "shop.source.yaml": "kind: shopify\nsecret: shop\n",
  "payments.source.yaml": "kind: stripe\nsecret: stripe\n",
  "code.source.yaml": "kind: github\nsecret: github\n",
  "form.source.yaml": 'kind: api-key\nmapping: { metric: Sent Form, profile: { email: "{{ body.email }}" } }\n',
};
const SECRETS = { FLOWHOOK_SECRET_SHOP: "a", FLOWHOOK_SECRET_STRIPE: "whsec_b", FLOWHOOK_SECRET_GITHUB: "c" };

/** Every route of the management API. */
const ROUTES = managementApi({ eventDeadLetters: () => [] } as unknown as ManagementPorts).routes.flatMap(
  ({ method, path }): [string, string][] => (method === "ALL" ? [] : [[method, path]]),
);

let receiver: TestReceiver;
let flowhook: TestProcess;
const statuses = new Map<number, number>();

beforeAll(async () => {
  receiver = await startReceiver();
  const flows = new TestFlows({ "order.yaml": orderFlow("order", `${receiver.url}/hook`), ...SOURCES });
  flowhook = await startTestProcess({ flows, environment: SECRETS });
});

afterAll(async () => {
  await flowhook.stop();
  await receiver.close();
});

afterEach(async () => {
  expect((await flowhook.post(ORDER)).status).toBe(202);
  expect(flowhook.errors).toEqual([]);
  console.info(`${RUNS} requests: ${JSON.stringify(Object.fromEntries(statuses))}`);
  statuses.clear();
});

/** Runs a property with the number of runs and the seed of the environment. */
function hunt<Input>(inputs: fc.Arbitrary<Input>, check: (input: Input) => Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(inputs, check), {
    numRuns: RUNS,
    ...(SEED === undefined ? {} : { seed: Number(SEED) }),
    ...(PATH === undefined ? {} : { path: PATH }),
  });
}

function count(status: number): void {
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
}

async function isAnswered({ method, path, headers, body }: FuzzedRequest): Promise<void> {
  const answer = await fetch(flowhook.url + path, {
    method,
    headers,
    ...(method === "GET" ? {} : { body: body ?? "" }),
  });
  const text = await answer.text();
  count(answer.status);
  expect(answer.status).toBeLessThan(500);
  if (text !== "") expect(() => JSON.parse(text)).not.toThrow();
  if (answer.status >= 400) expect(JSON.parse(text).errors[0]).toMatchObject({ status: answer.status });
}

function megabytes(): number {
  const { rss } = process.memoryUsage();
  return rss / 1024 / 1024;
}

describe("a random request", () => {
  it("to ingest is answered, and never with a 5xx", async () => {
    await hunt(ingestRequest(["shop", "payments", "code", "form"]), isAnswered);
  });

  it("to the management API is answered, and never with a 5xx", async () => {
    expect(ROUTES.length).toBeGreaterThan(20);
    await hunt(managementRequest(ROUTES), isAnswered);
  });

  it("of malformed bytes is answered or its connection is closed, and never with a 5xx", async () => {
    await hunt(malformedBytes, async (bytes) => {
      for (const { status } of await sendRaw(flowhook.url, bytes, "and ends")) {
        count(status);
        expect(status).toBeLessThan(500);
      }
    });
  });

  it("leaves no memory behind", async () => {
    const before = megabytes();
    await hunt(ingestRequest(["form"]), isAnswered);
    expect(megabytes() - before).toBeLessThan(MOST_GROWTH_MB);
  });
});
