// The real command under load: a data directory, two flows on one event, their receiver, and senders. The account compares accepted
// with delivered orders: no order may be missing, and repeated webhooks must have the same id.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { orderFlow } from "#support/flow-files.ts";
import { end, type ServedProcess, serve } from "#support/flowhook-command.ts";
import { startReceiver } from "#support/receiver.ts";
import { ORDER } from "#support/test-process.ts";

const SENDERS = 8;
const KEY = "load-test-key";
/** Each order is delivered to both. */
export const PATHS = ["/one", "/two"] as const;
/** Some orders are refused at first, so that the store contains retries as well. */
const REFUSED_AT_FIRST = /[37]$/;
/**
 * How long all accepted orders may take to arrive, in milliseconds. First retries wait up to five seconds, and each delivery
 * that was in flight at a kill is retried alone for a quarter of a second.
 */
const ARRIVE_MS = 80_000;

/** The pause between checks, in milliseconds. */
const CHECK_EVERY_MS = 50;

/** A server under load. */
export class LoadedServer {
  readonly receiver: OrderReceiver;
  readonly #directory: string;
  #server: ServedProcess | undefined;
  #senders: Senders | undefined;

  private constructor(receiver: OrderReceiver) {
    this.receiver = receiver;
    this.#directory = mkdtempSync(join(tmpdir(), "flowhook-load-"));
    mkdirSync(join(this.#directory, "flows"));
    for (const path of PATHS) {
      const id = path.slice(1);
      writeFileSync(join(this.#directory, "flows", `${id}.yaml`), orderFlow(id, receiver.url + path));
    }
  }

  /** Starts the server, and senders that continue until they are stopped. */
  static async start(): Promise<LoadedServer> {
    const loaded = new LoadedServer(await startOrderReceiver((at) => REFUSED_AT_FIRST.test(at)));
    await loaded.begin();
    loaded.#senders = new Senders(SENDERS, KEY, () => loaded.#server?.url ?? "");
    return loaded;
  }

  /** The store's file. */
  get path(): string {
    return join(this.#directory, "data", "flowhook.db");
  }

  /** The output of the current server process. */
  get output(): string {
    return this.#server?.output() ?? "";
  }

  /** The number of accepted orders. */
  get accepted(): number {
    return this.#senders?.accepted.size ?? 0;
  }

  /** How often a sender had to send again. */
  get refused(): number {
    return this.#senders?.refused ?? 0;
  }

  /** Starts a server on the existing data directory. */
  async begin(): Promise<void> {
    const [data, flows] = [join(this.#directory, "data"), join(this.#directory, "flows")];
    const args = ["--data", data, "--flows", flows, "--allow-target", "127.0.0.1/32"];
    this.#server = await serve(args, { FLOWHOOK_API_KEY: KEY });
  }

  /** Ends the server; resolves with its exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    return this.#server ? end(this.#server.child, signal) : null;
  }

  /**
   * Stops the senders, waits until the server is idle, and returns the account. Deliveries that may have ended an earlier process
   * come last, one by one, even if they had arrived.
   */
  async account(): Promise<Account> {
    await this.#senders?.stop();
    for (const end = Date.now() + ARRIVE_MS; Date.now() < end && this.#isBusy(); await pause(CHECK_EVERY_MS));
    const accepted = this.#senders?.accepted ?? new Set();
    return accountOf(accepted, { paths: PATHS, receiver: this.receiver, untilMs: ARRIVE_MS });
  }

  #isBusy(): boolean {
    return Object.values(this.left()).some((count) => count !== 0);
  }

  /** The unfinished rows of the store. */
  left(): Record<string, unknown> {
    return this.#counts({ events: "events", waiting: "dispatches", dead: "event_dead_letters" });
  }

  /** The number of deliveries that are recorded as delivered, and as anything else. */
  recorded(): Record<string, unknown> {
    const where = (condition: string) => `deliveries WHERE ${condition}`;
    return this.#counts({ delivered: where("status = 'delivered'"), other: where("status <> 'delivered'") });
  }

  #counts(tables: Readonly<Record<string, string>>): Record<string, unknown> {
    const database = new DatabaseSync(this.path, { readOnly: true });
    const count = (of: string) => database.prepare(`SELECT count(*) AS n FROM ${of}`).get()?.["n"];
    const counts = Object.entries(tables).map(([name, of]) => [name, count(of)]);
    database.close();
    return Object.fromEntries(counts);
  }

  /** Ends and removes everything. */
  async close(): Promise<void> {
    await this.end("SIGKILL");
    await this.receiver.close();
    rmSync(this.#directory, { recursive: true });
  }
}

/** The pause after a refusal, in milliseconds. */
const REFUSED_MS = 20;

/** How long a sender offers the same event before it fails, in milliseconds: less than a test's timeout. */
const GIVE_UP_MS = 150_000;

/** The timeout of a request, in milliseconds. A store that another process has locked delays answers by five seconds. */
const ANSWER_MS = 30_000;

/** Concurrent senders that lose no event: they send each one again until it is accepted, also by a new server process. */
class Senders {
  /** The ids of the orders that were answered with 202. */
  readonly accepted = new Set<string>();
  /** The number of refused requests. */
  refused = 0;
  readonly #url: () => string;
  readonly #key: string;
  readonly #working: Promise<unknown>;
  #count = 0;
  #stopped = false;

  /** `url` returns the current URL of the server. */
  constructor(senders: number, key: string, url: () => string) {
    this.#url = url;
    this.#key = key;
    this.#working = Promise.all(Array.from({ length: senders }, () => this.#sendUntilStopped()));
    // A sender that gave up fails `stop`, not the process.
    this.#working.catch(() => {});
  }

  /** Sends no new events; resolves once all events in progress are accepted. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }

  async #sendUntilStopped(): Promise<void> {
    while (!this.#stopped) {
      const id = `order-${this.#count++}`;
      const startedAt = performance.now();
      while (!(await this.#send(id))) {
        this.refused += 1;
        if (performance.now() - startedAt > GIVE_UP_MS) throw new Error(`No server accepted ${id} in ${GIVE_UP_MS} ms`);
        await pause(REFUSED_MS);
      }
      this.accepted.add(id);
    }
  }

  async #send(id: string): Promise<boolean> {
    try {
      const answer = await fetch(`${this.#url()}/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${this.#key}`, "content-type": "application/json" },
        body: JSON.stringify({ ...ORDER, unique_id: id, properties: { ...ORDER.properties, OrderId: id } }),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
      await answer.arrayBuffer();
      return answer.status === 202;
    } catch {
      return false; // the connection broke, so the event may or may not be stored
    }
  }
}

/** A receiver that is listening. */
interface OrderReceiver {
  readonly url: string;
  /** The ids of the webhooks that were answered with 200, by path and order: "/hook order-1". */
  readonly delivered: ReadonlyMap<string, readonly string[]>;
  close(): Promise<void>;
}

/** Starts a receiver on a free port. `refuses` returns whether the first webhook of a path and order is answered with 503. */
async function startOrderReceiver(refuses: (at: string) => boolean = () => false): Promise<OrderReceiver> {
  const delivered = new Map<string, string[]>();
  const refused = new Set<string>();
  const receiver = await startReceiver(({ path, headers, body }) => {
    const at = `${path} ${JSON.parse(body).order}`;
    const isRefused = refuses(at) && !refused.has(at);
    if (isRefused) refused.add(at);
    else delivered.set(at, [...(delivered.get(at) ?? []), String(headers["webhook-id"])]);
    return { status: isRefused ? 503 : 200 };
  });
  return { url: receiver.url, delivered, close: receiver.close };
}

interface Account {
  readonly accepted: number;
  /** Orders that were accepted but not delivered to each path. */
  readonly missing: readonly string[];
  /** The number of repeated webhooks. */
  readonly repeated: number;
  /** Orders that were delivered to one path with several ids. */
  readonly otherIds: readonly string[];
}

/** Resolves once every accepted order has been delivered to each path, or after `untilMs`. */
async function accountOf(
  accepted: ReadonlySet<string>,
  { paths, receiver, untilMs }: { readonly paths: readonly string[]; receiver: OrderReceiver; untilMs: number },
): Promise<Account> {
  const { delivered } = receiver;
  const due = [...accepted].flatMap((id) => paths.map((path) => `${path} ${id}`));
  for (const end = Date.now() + untilMs; Date.now() < end; await pause(CHECK_EVERY_MS)) {
    if (due.every((at) => delivered.has(at))) break;
  }
  return {
    accepted: accepted.size,
    missing: due.filter((at) => !delivered.has(at)),
    repeated: [...delivered.values()].reduce((sum, ids) => sum + ids.length - 1, 0),
    otherIds: [...delivered].filter(([, ids]) => new Set(ids).size !== 1).map(([at]) => at),
  };
}
