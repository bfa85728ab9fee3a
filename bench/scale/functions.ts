// The functions of one queue, up to a limit that grows over time. The function that was used last is used first, because each
// keeps its knowledge of targets between batches.

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

/** The limits on functions. */
export interface FunctionsAllowed {
  /** Messages that each function receives at once. */
  readonly batch: number;
  readonly most: number;
  /** Functions at the start; more are added over time. */
  readonly atStart: number;
}

/** Functions, and their busy time. */
export class Functions {
  /** Messages that each function receives at once. */
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

  /** Takes a free function, represented by its gate; returns undefined if all are busy. */
  take(): TargetGate | undefined {
    const free = this.#free.pop();
    const allowed = Math.min(this.#most, this.#atStart + this.#making.now() * ADDED_PER_MS);
    if (free !== undefined || this.#made + 1 > allowed) return free;
    this.#made += 1;
    return this.#make();
  }

  /** Returns a function. */
  free(gate: TargetGate): void {
    this.#free.push(gate);
  }

  /** Counts the busy time of a batch. */
  wasBusy(ms: number): void {
    this.#busyMs += ms;
  }

  /** Returns the mean and the maximum of busy functions in a span of time. */
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
