// Reloads changed flow files while the server runs. A file with a problem is reported, and the current flows stay in use. Events of
// the file system make a reload fast, but they stop when the directory is replaced, and network mounts send no events. So the
// directory is also checked every few seconds, which misses no change.

import { type FlowProblem, formatFlowProblem, formatFlowWarning, type LoadedFlows } from "#app/flows/load-flows.ts";
import type { SetTimer } from "#backends/embedded/timer.ts";
import type { Look } from "#backends/flow-files/file-flow-store.ts";

/** The pause without changes before a check, in milliseconds: an editor saves in several steps, and git writes many files. */
export const SETTLE_MS = 200;

/** The longest time from the first change to a check, in milliseconds, however often files change. */
export const LONGEST_SETTLE_MS = 1_000;

/** The pause between checks without events, in milliseconds. */
export const LOOK_EVERY_MS = 2_000;

/** Each failed check doubles the pause, up to this, in milliseconds. */
export const LONGEST_PAUSE_MS = 10_000;

/** Most problems, and most warnings, of one report. */
const MOST_REPORTED = 20;

interface WatchOptions {
  readonly directory: string;
  /** Checks the directory. Rejects if it can't be read. */
  readonly look: () => Promise<Look>;
  /** Calls `onChange` at each change until the result is called. Throws if the directory can't be watched. */
  readonly watch: (onChange: () => void, onBroken: () => void) => () => void;
  readonly setTimer: SetTimer;
  readonly now: () => number;
  readonly say: (line: string) => void;
  readonly warn: (line: string) => void;
}

/** Reloads changed flows of a directory until the result is closed. */
export function watchFlows(options: WatchOptions): { close(): void } {
  const watching = new FlowWatch(options);
  watching.start();
  return watching;
}

class FlowWatch {
  readonly #options: WatchOptions;
  #cancel = () => {};
  #looking = false;
  /** The time of the first change that no check has seen. */
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
      this.#warnOnce(`${UNREADABLE} ${directory}: ${why}. The current flows stay in use; Flowhook will try again.`);
    }
  }

  /** Watches the directory that has the name now. If that fails, only the regular checks find changes. */
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
      // If the directory can't be read, the next check reports the reason.
    }
  }

  #report({ flows, problems, warnings }: LoadedFlows): void {
    if (problems.length > 0) {
      const lines = linesOf(problems, formatFlowProblem, "problems");
      this.#warnOnce(`The changed flow files have problems, so the current flows stay in use:\n${lines}`);
      return;
    }
    this.#reported = "";
    if (warnings.length > 0) this.#options.warn(linesOf(warnings, formatFlowWarning, "warnings"));
    this.#options.say(`Flows reloaded: ${flows.length}`);
  }

  #recovered(): void {
    this.#reported = "";
    this.#options.say(`The flows in ${this.#options.directory} can be read again and are unchanged.`);
  }

  #warnOnce(text: string): void {
    if (text !== this.#reported) this.#options.warn(text);
    this.#reported = text;
  }
}

const UNREADABLE = "Can't read the flows in";

/** The first problems as lines, and the number of the others. */
export function linesOf(
  found: readonly FlowProblem[],
  format: (one: FlowProblem) => string,
  noun: "problems" | "warnings",
): string {
  const lines = found.slice(0, MOST_REPORTED).map(format);
  const others = found.length - lines.length;
  return [...lines, ...(others > 0 ? [`and ${others} more ${noun}; run flowhook validate to see all`] : [])].join("\n");
}
