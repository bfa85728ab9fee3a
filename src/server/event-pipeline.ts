// Turns accepted events into deliveries. A bounded number of events is in memory; the file holds the rest of the backlog. An event
// is deleted from the file once everything that follows from it is recorded.

import { type MatchingPorts, matchEvents, matchParsed } from "#app/runs/match-events.ts";
import type { Backlog, SqliteEventsQueue, StoredEvent } from "#backends/embedded/sqlite-events-queue.ts";
import type { SetTimer } from "#backends/embedded/timer.ts";
import type { Event } from "#core/event/event.ts";
import type { EventRule } from "#core/event/event-rules.ts";
import type { EventMessage } from "#core/messages/event-message.ts";

/** The ports of the pipeline. */
export interface EventPipelineOptions {
  readonly events: SqliteEventsQueue;
  readonly matching: MatchingPorts;
  readonly setTimer: SetTimer;
  /**
   * The backlog at which no more events are accepted.
   * @default MAX_BACKLOG
   */
  readonly maxBacklog?: Backlog | undefined;
  /** Called with the error of an event that was not processed; the pipeline retries it. */
  readonly onError: (error: unknown) => void;
}

/**
 * The backlog at which no more events are accepted: events that are not matched yet. Deliveries do not count, because ingest continues
 * while targets are down. Matching takes less than a millisecond an event, so this is work for minutes. Counting a million events at
 * the start takes 0.6 seconds (measured).
 */
export const MAX_BACKLOG: Backlog = { events: 1_000_000, bytes: 1024 * 1024 * 1024 };

/** Most events in memory at the same time. */
const MAX_ACTIVE = 1_000;

/** Number of processes that may end over an event before the event counts as the cause, as with SQS. */
export const MAX_RECEIVES = 10;

/** How long a suspected event runs alone, in milliseconds. A fatal event ends the process while it is matched or rendered. */
const SUSPECT_ALONE_MS = 250;

/** Delay before the pipeline retries an event, in milliseconds. */
const RETRY_DELAY_MS = 1_000;

type AcceptedEvent = Pick<StoredEvent, "seq" | "message">;

/** Processes the events of the embedded process. */
export class EventPipeline {
  readonly #options: EventPipelineOptions;
  /** Every event up to this one is done or in memory. */
  #mark = 0;
  /** Every event up to this one is accepted. */
  #accepted: number;
  /** Waiting for `#mark` to advance. */
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

  /** Stores a parsed event. Resolves once it is durable; then the pipeline processes it. */
  async accept(message: EventMessage, event: Event): Promise<void> {
    const seq = await this.#options.events.add(message);
    this.#accepted = Math.max(this.#accepted, seq);
    const full = this.#refilling || this.#active >= MAX_ACTIVE || this.#stopped;
    if (full || seq !== this.#mark + 1) return void this.#refill();
    this.#mark = seq;
    void this.#process({ seq, message }, () => matchParsed(this.#options.matching, [event]));
  }

  /** Whether the events that are not done reach the bound of the backlog. */
  get isFull(): boolean {
    const { events, bytes } = this.#options.events.backlog;
    const { maxBacklog = MAX_BACKLOG } = this.#options;
    return events >= maxBacklog.events || bytes >= maxBacklog.bytes;
  }

  /** Resumes the events that an earlier process left. Starts with those that may have ended it, one at a time. */
  start(): Promise<void> {
    this.#accepted = this.#options.events.lastSeq;
    this.#started = this.#takeUp().catch(this.#options.onError);
    return this.#started;
  }

  /**
   * Resolves with true once every event accepted so far was read into memory, so that its history is part of the next commit. Resolves
   * with false if the pipeline stops first.
   */
  async begun(): Promise<boolean> {
    const upTo = this.#accepted;
    await this.#started;
    while (!this.#stopped && this.#mark < upTo) {
      await new Promise<void>((resolve) => this.#watchers.add(resolve));
    }
    return !this.#stopped;
  }

  /** Reads no more events. Resolves when the events in memory are done. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#notifyWatchers();
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

  /**
   * Reads accepted events from the file while memory has room for them. Events that a commit still holds are left to `accept`, which
   * passes them on without another read and parse.
   */
  async #refill(): Promise<void> {
    if (this.#refilling) return;
    this.#refilling = true;
    const { events, matching, onError } = this.#options;
    try {
      while (!this.#stopped && this.#active < MAX_ACTIVE && this.#mark < this.#accepted) {
        const upTo = this.#accepted;
        const received = await events.receive(this.#mark, MAX_ACTIVE - this.#active);
        if (this.#stopped) break;
        this.#mark = Math.max(this.#mark, received.at(-1)?.seq ?? upTo);
        for (const event of received) void this.#process(event, () => matchEvents(matching, [event.message]));
      }
    } catch (error) {
      onError(error); // the store is closed
    }
    this.#refilling = false;
    this.#notifyWatchers();
  }

  #notifyWatchers(): void {
    for (const notify of this.#watchers) notify();
    this.#watchers.clear();
  }

  async #process(event: AcceptedEvent, match: () => Promise<void>): Promise<void> {
    const { events, onError, setTimer } = this.#options;
    this.#active += 1;
    try {
      await match();
      await events.done(event.seq, event.message);
    } catch (error) {
      onError(error);
      // The file still holds the event. The retry here saves it from waiting for the next start.
      setTimer(() => {
        if (!this.#stopped) void this.#process(event, match);
      }, RETRY_DELAY_MS);
    }
    this.#active -= 1;
    if (this.#active === 0) this.#idle?.();
    if (this.#mark < this.#accepted) void this.#refill();
  }

  async #processSuspect(event: StoredEvent): Promise<void> {
    const { events, matching } = this.#options;
    const { message, receives } = event;
    await events.countReceive(event.seq);
    if (receives < MAX_RECEIVES) {
      const processed = this.#process(event, () => matchEvents(matching, [message]));
      await Promise.race([processed, this.#pause(SUSPECT_ALONE_MS)]);
      return;
    }
    const problem = {
      rule: "event-ends-process" satisfies EventRule,
      pointer: "",
      message: `The process ended ${receives} times while it worked on this event.`,
    };
    const letter = { message, reason: problem.rule, problems: [problem] };
    await this.#process(event, () => matching.eventsDeadLetters.send(letter));
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#options.setTimer(resolve, ms));
  }
}
