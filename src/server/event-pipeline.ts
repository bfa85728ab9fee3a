// From an accepted event to its deliveries, in one process. A bounded number of events is in memory; the rest of the
// backlog lies in the file. An event leaves the file when everything that came of it is recorded.

import { type MatchingPorts, matchEvents, matchParsed } from "#app/runs/match-events.ts";
import type { SqliteEventsQueue, StoredEvent } from "#backends/embedded/sqlite-events-queue.ts";
import type { SetTimer } from "#backends/embedded/timer.ts";
import type { Event } from "#core/event/event.ts";
import type { EventRule } from "#core/event/event-rules.ts";
import type { EventMessage } from "#core/messages/event-message.ts";

/** What the pipeline needs. */
export interface EventPipelineOptions {
  readonly events: SqliteEventsQueue;
  readonly matching: MatchingPorts;
  readonly setTimer: SetTimer;
  /** Told of an event that could not be processed now, which is then tried again. */
  readonly onError: (error: unknown) => void;
}

/** Most events in memory at once. */
const MAX_ACTIVE = 1_000;

/** How often a message is begun by processes that then end, before it is taken for the cause (as on SQS). */
export const MAX_RECEIVES = 10;

/** How long a suspect is watched alone, in milliseconds: what ends a process does so while it is matched and rendered. */
const SUSPECT_ALONE_MS = 250;

/** When an event that could not be processed is tried again, in milliseconds. */
const RETRY_DELAY_MS = 1_000;

/** The way of events through the embedded process. */
export class EventPipeline {
  readonly #options: EventPipelineOptions;
  /** Every event up to here is done or in memory. */
  #mark = 0;
  /** Every event up to here is accepted. */
  #accepted: number;
  /** Wait for `#mark` to move on. */
  readonly #watchers = new Set<() => void>();
  #active = 0;
  #refilling = false;
  #stopped = false;
  #started: Promise<void> = Promise.resolve();
  #idle: (() => void) | undefined;

  constructor(options: EventPipelineOptions) {
    this.#options = options;
    this.#accepted = options.events.lastSeq;
  }

  /** Stores an event that was parsed; resolves once it is durable. It is processed from then on. */
  async accept(message: EventMessage, event: Event): Promise<void> {
    const seq = await this.#options.events.add(message);
    this.#accepted = Math.max(this.#accepted, seq);
    const full = this.#refilling || this.#active >= MAX_ACTIVE || this.#stopped;
    if (full || seq !== this.#mark + 1) return void this.#refill();
    this.#mark = seq;
    void this.#process(seq, () => matchParsed(this.#options.matching, [event]));
  }

  /** Takes up what an earlier process left: first, one by one, what may have ended it. Then begins. */
  start(): Promise<void> {
    this.#started = this.#takeUp().catch(this.#options.onError);
    return this.#started;
  }

  /**
   * Resolves when every event that was accepted until now is in memory at least, so that what is remembered of it is on
   * its way to the next commit; with false when the pipeline is stopped before that.
   */
  async begun(): Promise<boolean> {
    const upTo = this.#accepted;
    await this.#started;
    while (!this.#stopped && this.#mark < upTo) {
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
    return !this.#stopped;
  }

  /** Takes up no more events, and resolves when those in memory are done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#tellWatchers();
    await this.#started;
    if (this.#active > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  async #takeUp(): Promise<void> {
    for (const suspect of this.#options.events.suspects()) {
      if (this.#stopped) return;
      await this.#processSuspect(suspect);
    }
    await this.#refill();
  }

  /** Reads events from the file while there is room for them in memory. */
  async #refill(): Promise<void> {
    if (this.#refilling) return;
    this.#refilling = true;
    try {
      await this.#readBack();
    } catch (error) {
      this.#options.onError(error); // the store is closed
    }
    this.#refilling = false;
    this.#tellWatchers();
  }

  async #readBack(): Promise<void> {
    const { events, matching } = this.#options;
    while (!this.#stopped && this.#active < MAX_ACTIVE && this.#mark < events.lastSeq) {
      const upTo = events.lastSeq;
      const received = await events.receive(this.#mark, MAX_ACTIVE - this.#active);
      if (this.#stopped) break;
      this.#mark = Math.max(this.#mark, received.at(-1)?.seq ?? upTo);
      for (const { seq, message } of received) void this.#process(seq, () => matchEvents(matching, [message]));
    }
  }

  #tellWatchers(): void {
    for (const tell of this.#watchers) tell();
    this.#watchers.clear();
  }

  async #process(seq: number, match: () => Promise<void>): Promise<void> {
    const { events, onError, setTimer } = this.#options;
    this.#active += 1;
    try {
      await match();
      await events.done(seq);
    } catch (error) {
      onError(error);
      // The event lies in the file still; it is tried again here, so that it need not wait for the next start.
      setTimer(() => {
        if (!this.#stopped) void this.#process(seq, match);
      }, RETRY_DELAY_MS);
    }
    this.#active -= 1;
    if (this.#active === 0) this.#idle?.();
    if (this.#mark < events.lastSeq) void this.#refill();
  }

  async #processSuspect({ seq, message, receives }: StoredEvent): Promise<void> {
    const { events, matching } = this.#options;
    await events.countReceive(seq);
    if (receives < MAX_RECEIVES) {
      const processed = this.#process(seq, () => matchEvents(matching, [message]));
      await Promise.race([processed, this.#pause(SUSPECT_ALONE_MS)]);
      return;
    }
    const problem = {
      rule: "event-ends-process" satisfies EventRule,
      pointer: "",
      message: `The process ended ${receives} times while it worked on this event.`,
    };
    const letter = { message, reason: problem.rule, problems: [problem] };
    await this.#process(seq, () => matching.eventsDeadLetters.send(letter));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#options.setTimer(resolve, ms));
  }
}
