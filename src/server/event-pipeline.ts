// Turns accepted events into deliveries. A bounded number of events is in memory; the file holds the rest of the backlog. An event
// is deleted from the file once everything that follows from it is recorded. The keys of senders take turns (fair-shares.ts).

import { type MatchingPorts, matchEvents, matchParsed } from "#app/runs/match-events.ts";
import type { Backlog, SqliteEventsQueue, StoredEvent } from "#backends/embedded/sqlite-events-queue.ts";
import type { SetTimer } from "#backends/embedded/timer.ts";
import type { Event } from "#core/event/event.ts";
import type { EventRule } from "#core/event/event-rules.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { FairShares } from "./fair-shares.ts";

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

/** Most events that are processed at the same time. */
const MAX_ACTIVE = 1_000;

/**
 * Most characters of the bodies that wait in memory, already parsed: some thousand events. Events beyond them are read from the file
 * and parsed again when their turn comes.
 */
const MAX_PARSED_LENGTH = 8 * 1024 * 1024;

/** Number of processes that may end over an event before the event counts as the cause, as with SQS. */
export const MAX_RECEIVES = 10;

/** How long a suspected event runs alone, in milliseconds. A fatal event ends the process while it is matched or rendered. */
const SUSPECT_ALONE_MS = 250;

/** Delay before the pipeline retries an event, in milliseconds. */
const RETRY_DELAY_MS = 1_000;

type AcceptedEvent = Pick<StoredEvent, "seq" | "message">;

/** An event in memory that is not begun. */
interface ParsedEvent {
  readonly message: EventMessage;
  readonly event: Event;
}

/** Processes the events of the embedded process. */
export class EventPipeline {
  readonly #options: EventPipelineOptions;
  /** The accepted events that are not begun. */
  readonly #waiting = new FairShares();
  /** Those of them that are in memory, by `seq`. */
  readonly #parsed = new Map<number, ParsedEvent>();
  /** The length of the bodies of `#parsed`, in characters. */
  #parsedLength = 0;
  /** The events that are being read from the file, and the end of that. */
  #reading: readonly number[] = [];
  #read: Promise<void> = Promise.resolve();
  /** The last event of the processes before this one. */
  readonly #left: number;
  /** Every event up to this one is accepted. */
  #accepted: number;
  /** Called when events were begun, or the pipeline stops. */
  readonly #watchers = new Set<() => void>();
  #active = 0;
  #stopped = false;
  #started: Promise<void> = Promise.resolve();
  #idle: (() => void) | undefined;

  constructor(options: EventPipelineOptions) {
    this.#options = options;
    this.#left = options.events.lastSeq;
    this.#accepted = this.#left;
  }

  /** Stores a parsed event. Resolves once it is durable; then the pipeline processes it. */
  async accept(message: EventMessage, event: Event): Promise<void> {
    const seq = await this.#options.events.add(message);
    this.#accepted = Math.max(this.#accepted, seq);
    this.#waiting.push(message.key_id, seq);
    if (this.#parsedLength < MAX_PARSED_LENGTH) {
      this.#parsed.set(seq, { message, event });
      this.#parsedLength += message.body.length;
    }
    this.#beginWaiting();
  }

  /** Whether the events that are not done reach the bound of the backlog. */
  get isFull(): boolean {
    const { events, bytes } = this.#options.events.backlog;
    const { maxBacklog = MAX_BACKLOG } = this.#options;
    return events >= maxBacklog.events || bytes >= maxBacklog.bytes;
  }

  /** Resumes the events that an earlier process left. Starts with those that may have ended it, one at a time. */
  start(): Promise<void> {
    for (const { seq, keyId } of this.#options.events.unread(this.#left)) this.#waiting.push(keyId, seq);
    this.#started = this.#takeUp().catch(this.#options.onError);
    return this.#started;
  }

  /**
   * Resolves with true once every event accepted so far is begun, so that its history is part of the next commit. Resolves with false
   * if the pipeline stops first.
   */
  async begun(): Promise<boolean> {
    const upTo = this.#accepted;
    await this.#started;
    while (!this.#stopped && this.#isWaiting(upTo)) {
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
    this.#beginWaiting();
    await this.#read;
  }

  /** Whether an event up to this one is not begun. */
  #isWaiting(upTo: number): boolean {
    const { first } = this.#waiting;
    return (first !== undefined && first <= upTo) || this.#reading.some((seq) => seq <= upTo);
  }

  /** Begins events while there is room, in turn by key. Events that are not in memory are read first. */
  #beginWaiting(): void {
    if (this.#reading.length > 0) return;
    const { matching } = this.#options;
    const toRead: number[] = [];
    while (!this.#stopped && this.#active + toRead.length < MAX_ACTIVE) {
      const seq = this.#waiting.next();
      if (seq === undefined) break;
      const parsed = this.#parsed.get(seq);
      if (parsed === undefined) {
        toRead.push(seq);
        continue;
      }
      this.#parsed.delete(seq);
      this.#parsedLength -= parsed.message.body.length;
      void this.#process({ seq, message: parsed.message }, () => matchParsed(matching, [parsed.event]));
    }
    if (toRead.length > 0) this.#read = this.#readAndBegin(toRead);
    this.#notifyWatchers();
  }

  async #readAndBegin(seqs: readonly number[]): Promise<void> {
    const { events, matching, onError } = this.#options;
    this.#reading = seqs;
    try {
      const received = await events.receive(seqs);
      if (!this.#stopped) {
        for (const event of received) void this.#process(event, () => matchEvents(matching, [event.message]));
      }
    } catch (error) {
      onError(error); // the store is closed
    }
    this.#reading = [];
    this.#beginWaiting();
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
    if (!this.#waiting.isEmpty) this.#beginWaiting();
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
