// The real command under load: a data directory, two flows on one event, their receiver, and senders.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { end, type ServedProcess, serve } from "#support/flowhook-command.ts";
import { orderFlow } from "#support/test-process.ts";
import { type Account, accountOf, type OrderReceiver, startOrderReceiver } from "./accounted.ts";
import { Senders } from "./senders.ts";

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
