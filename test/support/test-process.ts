// The embedded process for whole-path tests: the real one, on a free port, with a clock that can run faster.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FlowSnapshot, FlowStore } from "#app/flows/flow-ports.ts";
import { loadFlows } from "#app/flows/load-flows.ts";
import { type SourceCatalogue, type SourcesByName, sourcesByName } from "#app/sources/source-catalogue.ts";
import { environmentSecrets } from "#backends/embedded/environment-secrets.ts";
import { systemTimer } from "#backends/embedded/timer.ts";
import { createHttpTarget } from "#backends/http-target/http-target.ts";
import { parseSigningSecret } from "#core/delivery/signature.ts";
import type { EmbeddedOptions } from "#server/embedded-options.ts";
import { startEmbedded } from "#server/embedded-process.ts";
import { LOOPBACK } from "./address-ranges.ts";
import { eventually } from "./eventually.ts";

export const INGEST_KEY = "test-ingest-key";
export const ADMIN_TOKEN = "test-admin-token";
export const SIGNING_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/** The embedded process, and how tests talk to it. */
export interface TestProcess {
  readonly url: string;
  readonly data: string;
  readonly errors: string[];
  /** Sends an event; resolves with the answer. */
  post(event: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Asks the management API. */
  manage(path: string, init?: RequestInit): Promise<Response>;
  /** The deliveries, once `count` of them are settled: delivered, failed or skipped. */
  settled(count: number): Promise<Summary[]>;
  stop(): Promise<void>;
}

/** The fields of a listed delivery that tests read. */
export interface Summary {
  readonly id: string;
  readonly flow_id: string;
  readonly status: string;
  readonly reason?: string;
  readonly attempts_made: number;
}

/** The options of a test. */
export interface TestOptions {
  /** Flow files and source files by name; or flows that change. */
  readonly flows: Readonly<Record<string, string>> | FlowStore;
  /** A clock that stops until the test moves it; by default the clock runs. */
  readonly clock?: Pick<EmbeddedOptions, "now" | "setTimer">;
  /** How many times faster than the real one the process's clock runs. */
  readonly speed?: number;
  readonly data?: string;
  readonly environment?: Record<string, string>;
  readonly overrides?: Partial<EmbeddedOptions>;
}

/** Starts the embedded process. */
export async function startTestProcess(options: TestOptions): Promise<TestProcess> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), "flowhook-test-"));
  const errors: string[] = [];
  const speed = options.speed ?? 1;
  const startedAt = Date.now();
  const flows = isFlowStore(options.flows) ? options.flows : new TestFlows(options.flows);
  const target = createHttpTarget({ policy: { allowed: LOOPBACK } });
  const embedded = await startEmbedded({
    data,
    flows,
    ...(flows instanceof TestFlows ? { sources: flows.sources } : {}),
    secrets: environmentSecrets(options.environment ?? {}, [secret()]).secrets,
    target,
    organization: {},
    timezone: "UTC",
    adminToken: ADMIN_TOKEN,
    ingestKey: INGEST_KEY,
    version: "0.0.0",
    now: () => startedAt + Math.round((Date.now() - startedAt) * speed),
    random: () => 0.5,
    setTimer: (run, ms) => systemTimer(run, ms / speed),
    clock: () => performance.now(),
    onSlowDisk: () => {},
    onError: (what, error) => errors.push(`${what}: ${error}`),
    ...options.clock,
    ...options.overrides,
  });
  const { port } = await embedded.listen(0, "127.0.0.1");
  const url = `http://127.0.0.1:${port}`;
  const manage = (path: string, init: RequestInit = {}) =>
    fetch(`${url}/manage/v1${path}`, { ...init, headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...init.headers } });
  return {
    url,
    data,
    errors,
    manage,
    post: (event, headers = {}) =>
      fetch(`${url}/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${INGEST_KEY}`, "content-type": "application/json", ...headers },
        body: typeof event === "string" ? event : JSON.stringify(event),
      }),
    settled: (count) => poll(manage, count),
    async stop() {
      await embedded.stop();
      await target.close();
      if (options.data === undefined) rmSync(data, { recursive: true });
    },
  };
}

const SETTLED = new Set(["delivered", "failed", "skipped"]);

/** Looks until so many deliveries are settled. */
function poll(manage: TestProcess["manage"], count: number): Promise<Summary[]> {
  return eventually(`${count} deliveries are settled`, async () => {
    const answer = await manage("/deliveries?limit=200");
    const { data }: { data: Summary[] } = JSON.parse(await answer.text());
    return data.filter(({ status }) => SETTLED.has(status)).length >= count && data;
  });
}

function isFlowStore(flows: TestOptions["flows"]): flows is FlowStore {
  return "load" in flows && typeof flows.load === "function";
}

/** Flow files and source files that a test can change. */
export class TestFlows implements FlowStore {
  readonly sources: SourceCatalogue = { current: async () => this.#sources };
  #sources: SourcesByName = new Map();
  #snapshot: FlowSnapshot = { version: "0", flows: [] };

  constructor(files: Readonly<Record<string, string>>) {
    this.replace(files);
  }

  /** Makes these the flows. Throws where one has a problem. */
  replace(files: Readonly<Record<string, string>>): void {
    const { flows, sources, problems } = loadFlows(Object.entries(files).map(([path, text]) => ({ path, text })));
    if (problems.length > 0) throw new Error(JSON.stringify(problems, null, 2));
    this.#snapshot = { version: String(Number(this.#snapshot.version) + 1), flows };
    this.#sources = sourcesByName(sources);
  }

  async version(): Promise<string> {
    return this.#snapshot.version;
  }

  async load(): Promise<FlowSnapshot> {
    return this.#snapshot;
  }
}

function secret() {
  const parsed = parseSigningSecret(SIGNING_SECRET);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.secret;
}

/** An order. */
export const ORDER = {
  metric: "Placed Order",
  profile: { email: "ada@customer.example", first_name: "Ada" },
  properties: { OrderId: "1001", Items: [{ SKU: "MUG-1", Quantity: 2 }] },
};
