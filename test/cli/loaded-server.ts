// The real command under load: a data directory, two flows on one event, a receiver of theirs, and senders.

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
/** Each order goes to both. */
export const PATHS = ["/one", "/two"] as const;
/** Some orders are refused at first, so that retries wait in the file as well. */
const REFUSED_AT_FIRST = /[37]$/;
/**
 * How long all that was accepted may take to arrive in the end, in milliseconds. First retries wait for up to five seconds,
 * and each delivery that was under way at a kill has a quarter of a second for itself.
 */
const ARRIVE_MS = 80_000;

/** How often it is looked what is left, in milliseconds. */
const LOOK_MS = 50;

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

  /** Starts the server, and senders that go on until they are stopped. */
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

  /** What the server has said. */
  get output(): string {
    return this.#server?.output() ?? "";
  }

  /** How many orders were accepted until now. */
  get accepted(): number {
    return this.#senders?.accepted.size ?? 0;
  }

  /** How often a sender had to send again until now. */
  get refused(): number {
    return this.#senders?.refused ?? 0;
  }

  /** Starts a server on what there is. */
  async begin(): Promise<void> {
    const [data, flows] = [join(this.#directory, "data"), join(this.#directory, "flows")];
    const args = ["--data", data, "--flows", flows, "--allow-target", "127.0.0.1/32"];
    this.#server = await serve(args, { FLOWHOOK_API_KEY: KEY });
  }

  /** Ends it; resolves with its exit code. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    return this.#server ? end(this.#server.child, signal) : null;
  }

  /**
   * Stops the senders, waits until the server has nothing left to do, and gives the account. What an earlier process may
   * have ended at comes last, one by one, also where it had arrived.
   */
  async account(): Promise<Account> {
    await this.#senders?.stop();
    for (const end = Date.now() + ARRIVE_MS; Date.now() < end && this.#isBusy(); await pause(LOOK_MS));
    const accepted = this.#senders?.accepted ?? new Set();
    return accountOf(accepted, { paths: PATHS, receiver: this.receiver, untilMs: ARRIVE_MS });
  }

  #isBusy(): boolean {
    return Object.values(this.left()).some((count) => count !== 0);
  }

  /** What lies in the file that is not done. */
  left(): Record<string, unknown> {
    return this.#counts({ events: "events", waiting: "dispatches", dead: "event_dead_letters" });
  }

  /** How many deliveries are on record as delivered, and as anything else. */
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
