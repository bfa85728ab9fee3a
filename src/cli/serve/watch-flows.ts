// While the server runs, a changed flow file takes effect within seconds, and one with a problem changes nothing and is
// reported. The file system's events make that fast, but they end when the directory is replaced, and network mounts have none.
// So the directory is also looked at every few seconds, which misses nothing.

import { type FlowProblem, formatFlowProblem, formatFlowWarning, type LoadedFlows } from "#app/flows/load-flows.ts";
import type { SetTimer } from "#backends/embedded/timer.ts";
import type { Look } from "#backends/flow-files/file-flow-store.ts";

/** An editor writes a file in several steps, and git many files: a look waits for a pause of this length, in milliseconds. */
export const SETTLE_MS = 200;

/** A look waits no longer than this after the first change, in milliseconds, however often files change. */
export const LONGEST_SETTLE_MS = 1_000;

/** How long after a look the next one follows without any event, in milliseconds. */
export const LOOK_EVERY_MS = 2_000;

/** The pause doubles with each look that fails, up to this, in milliseconds. */
export const LONGEST_PAUSE_MS = 10_000;

/** Most problems, and most warnings, of one report. */
const MOST_REPORTED = 20;

/** What watching needs. */
export interface WatchOptions {
  readonly directory: string;
  /** Looks at the directory; rejects when it can't be read. */
  readonly look: () => Promise<Look>;
  /** Calls `onChange` when the directory changes; the result ends that. Throws where it can't be watched. */
  readonly watch: (onChange: () => void, onBroken: () => void) => () => void;
  readonly setTimer: SetTimer;
  readonly now: () => number;
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** Keeps the flows of a directory current until the result is closed. */
export function watchFlows(options: WatchOptions): { close(): void } {
  const watching = new FlowWatch(options);
  watching.start();
  return watching;
}

class FlowWatch {
  readonly #options: WatchOptions;
  #cancel = () => {};
  #looking = false;
  /** When the first change happened that no look has seen. */
  #changedAt: number | undefined;
  #failures = 0;
  #reported = "";
  #identity: string | undefined;
  #unwatch: (() => void) | undefined;
  #closed = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  start(): void {
    this.#watch();
    this.#schedule(LOOK_EVERY_MS);
  }

  close(): void {
    this.#closed = true;
    this.#cancel();
    this.#unwatch?.();
  }

  #onChange(): void {
    const now = this.#options.now();
    this.#changedAt ??= now;
    if (!this.#looking) this.#schedule(this.#untilSettled(now));
  }

  #untilSettled(now: number): number {
    const latest = (this.#changedAt ?? now) + LONGEST_SETTLE_MS;
    return Math.max(0, Math.min(SETTLE_MS, latest - now));
  }

  #schedule(ms: number): void {
    this.#cancel();
    if (!this.#closed) this.#cancel = this.#options.setTimer(() => this.#begin(), ms);
  }

  #begin(): void {
    this.#changedAt = undefined;
    this.#looking = true;
    void this.#look().then(() => {
      this.#looking = false;
      const pause = Math.min(LOOK_EVERY_MS * 2 ** Math.max(0, this.#failures - 1), LONGEST_PAUSE_MS);
      this.#schedule(this.#changedAt === undefined ? pause : this.#untilSettled(this.#options.now()));
    });
  }

  async #look(): Promise<void> {
    const { directory, look } = this.#options;
    try {
      const { identity, loaded } = await look();
      if (this.#closed) return;
      this.#failures = 0;
      if (identity !== this.#identity || this.#unwatch === undefined) this.#watch();
      this.#identity = identity;
      if (loaded !== undefined) this.#report(loaded);
      else if (this.#reported.startsWith(UNREADABLE)) this.#recovered();
    } catch (error) {
      this.#failures += 1;
      const why = error instanceof Error ? error.message : String(error);
      this.#warnOnce(`${UNREADABLE} ${directory}: ${why}. The flows stay as they were. Flowhook tries again.`);
    }
  }

  /** Watches the directory that has the name now. Where that fails, looks alone find what changes. */
  #watch(): void {
    this.#unwatch?.();
    this.#unwatch = undefined;
    try {
      this.#unwatch = this.#options.watch(
        () => this.#onChange(),
        () => {
          this.#unwatch = undefined;
        },
      );
    } catch {
      // The next look tells why the directory can't be read, if so.
    }
  }

  #report({ flows, problems, warnings }: LoadedFlows): void {
    if (problems.length > 0) {
      this.#warnOnce(`The flows stay as they were:\n${linesOf(problems, formatFlowProblem, "problems")}`);
      return;
    }
    this.#reported = "";
    if (warnings.length > 0) this.#options.warn(linesOf(warnings, formatFlowWarning, "warnings"));
    this.#options.say(`Flows reloaded: ${flows.length}`);
  }

  #recovered(): void {
    this.#reported = "";
    this.#options.say(`The flows in ${this.#options.directory} can be read again; none has changed.`);
  }

  #warnOnce(text: string): void {
    if (text !== this.#reported) this.#options.warn(text);
    this.#reported = text;
  }
}

const UNREADABLE = "Can't read the flows in";

/** The first of some problems as lines, and how many follow. */
export function linesOf(
  found: readonly FlowProblem[],
  format: (one: FlowProblem) => string,
  what: "problems" | "warnings",
): string {
  const lines = found.slice(0, MOST_REPORTED).map(format);
  const others = found.length - lines.length;
  return [...lines, ...(others > 0 ? [`and ${others} more ${what}; flowhook validate shows all`] : [])].join("\n");
}
