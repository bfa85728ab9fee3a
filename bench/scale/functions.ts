// The functions of one queue: at most so many at the same time, added by and by, those that were used last first, as each
// keeps what it knows of targets between its batches.

import { GuardedGate, OPEN_GATE, type TargetGate } from "#app/targets/target-gate.ts";
import type { TargetHealths } from "#app/targets/target-ports.ts";
import { MemoryTargetLimiter } from "#backends/memory/memory-target-limiter.ts";
import { MINUTE_MS } from "../../src/core/time.ts";

/** The parts of gates; without circuits every delivery passes. */
export interface GateMaking {
  readonly circuits: boolean;
  readonly healths: TargetHealths;
  readonly now: () => number;
  readonly random: () => number;
}

/** 300 a minute: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const ADDED_PER_MS = 300 / MINUTE_MS;

/** How many functions there may be. */
export interface FunctionsAllowed {
  /** Messages that each gets at once. */
  readonly batch: number;
  readonly most: number;
  /** At the start; more are added by and by. */
  readonly atStart: number;
}

/** Functions, and how busy they were. */
export class Functions {
  /** Messages that each gets at once. */
  readonly batch: number;
  readonly #most: number;
  readonly #atStart: number;
  readonly #making: GateMaking;
  readonly #free: TargetGate[] = [];
  #made = 0;
  #busyMs = 0;

  constructor({ batch, most, atStart }: FunctionsAllowed, making: GateMaking) {
    this.batch = batch;
    this.#most = most;
    this.#atStart = Math.min(most, atStart);
    this.#making = making;
  }

  /** A function that is free, by its gate; undefined: all are busy. */
  take(): TargetGate | undefined {
    const free = this.#free.pop();
    const allowed = Math.min(this.#most, this.#atStart + this.#making.now() * ADDED_PER_MS);
    if (free !== undefined || this.#made + 1 > allowed) return free;
    this.#made += 1;
    return this.#make();
  }

  /** Gives a function back. */
  free(gate: TargetGate): void {
    this.#free.push(gate);
  }

  /** Counts for how long one was busy, or is going to be. */
  wasBusy(ms: number): void {
    this.#busyMs += ms;
  }

  /** How many were busy in a span of time, on average and at most. */
  busy(spanMs: number): { mean: number; most: number } {
    return { mean: this.#busyMs / spanMs, most: this.#made };
  }

  #make(): TargetGate {
    const { circuits, healths, now, random } = this.#making;
    if (!circuits) return OPEN_GATE;
    const limiter = new MemoryTargetLimiter();
    return new GuardedGate({ healths, limiter, hostLimits: {}, now, random, onChange: () => {}, onError: fail });
  }
}

function fail(error: unknown): never {
  throw error;
}
