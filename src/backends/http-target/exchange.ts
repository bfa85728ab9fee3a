// One POST and its answer. Whatever happens on the wire ends in exactly one TargetAnswer, within the time given.

import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import type { TextHider } from "#core/target/hidden-texts.ts";
import type { Agents, RequestBase } from "./destinations.ts";
import { EXCERPT_LIMIT, excerpt } from "./excerpt.ts";
import { type Failure, failureOf, type Stage, TIMED_OUT_AT } from "./failure.ts";
import { wasReady } from "./guarded-agents.ts";
import { codeOf } from "./resolver.ts";

/** What an exchange sends, where and for how long. */
export interface ExchangePlan {
  readonly base: RequestBase;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  readonly body: string;
  /** From the call to the end of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Agents that take nothing from a pool. */
  readonly fresh: Agents;
  /** Takes the request's secrets out of the answer; undefined where it has none. */
  readonly hider: (() => TextHider) | undefined;
}

/** POSTs once. Whatever the target does, it resolves; it rejects for a bug alone. */
export function exchange(plan: ExchangePlan): Promise<TargetAnswer> {
  return new Promise((resolve) => new Exchange(plan, resolve).start());
}

const HEADER_CODES: ReadonlySet<string> = new Set([
  "ERR_HTTP_INVALID_HEADER_VALUE",
  "ERR_INVALID_CHAR",
  "ERR_INVALID_HTTP_TOKEN",
]);

/** A kept connection that was closed before is found out within about a round trip; later, the target itself failed. */
const STALE_WITHIN_MS = 1000;

class Exchange {
  readonly #plan: ExchangePlan;
  readonly #resolve: (answer: TargetAnswer) => void;
  readonly #startedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  /** When the pool first gave a connection, made or being made. */
  #connectionAt: number | undefined;
  #request: ClientRequest | undefined;
  #response: IncomingMessage | undefined;
  readonly #chunks: Buffer[] = [];
  #length = 0;
  #settled = false;

  constructor(plan: ExchangePlan, resolve: (answer: TargetAnswer) => void) {
    this.#plan = plan;
    this.#resolve = resolve;
  }

  start(): void {
    this.#timer = setTimeout(() => this.#expire(), this.#plan.timeoutMs);
    this.#send(this.#plan.base);
  }

  #send(base: RequestBase): void {
    const { headers, body } = this.#plan;
    let request: ClientRequest;
    try {
      request = httpRequest({ ...base, headers });
    } catch (error) {
      this.#refuse(error);
      return;
    }
    this.#request = request;
    request.on("socket", () => {
      this.#connectionAt ??= performance.now();
    });
    request.on("response", (response) => this.#read(response));
    request.on("upgrade", (response, socket) => {
      socket.destroy();
      this.#response = response;
      this.#answer(false);
    });
    request.on("error", (error) => this.#fail(error, request));
    request.end(body);
  }

  #read(response: IncomingMessage): void {
    this.#response = response;
    response.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      if (this.#length <= EXCERPT_LIMIT) return;
      this.#answer(true);
      this.#request?.destroy();
    });
    response.on("end", () => this.#answer(false));
    response.on("error", (error) => this.#unanswered(failureOf(error, "answering")));
  }

  #answer(cut: boolean): void {
    const { statusCode = 0, headers } = this.#response ?? { headers: {} };
    const retryAfter = headers["retry-after"];
    this.#settle({
      type: "answered",
      status: statusCode,
      excerpt: this.#excerpt(cut, headers["content-encoding"]),
      durationMs: this.#elapsed(),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }

  #excerpt(cut: boolean, encoding: string | undefined): string {
    const [first] = this.#chunks;
    if (first === undefined) return "";
    const bytes = this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks);
    return excerpt({ bytes, cut, encoding }, this.#plan.hider?.());
  }

  #fail(error: Error, request: ClientRequest): void {
    if (this.#settled) return;
    if (this.#wentStale(error, request)) {
      const { base, fresh } = this.#plan;
      this.#send({ ...base, agent: base.protocol === "https:" ? fresh.https : fresh.http });
      return;
    }
    this.#unanswered(failureOf(error, this.#stage()));
  }

  /**
   * Whether the target closed a kept connection just as it was used again. That says nothing about the target, so the
   * request goes out once more on a connection of its own; should both arrive, the receiver knows them by one id.
   */
  #wentStale(error: Error, request: ClientRequest): boolean {
    const code = codeOf(error);
    const used = performance.now() - (this.#connectionAt ?? 0);
    const closedAtOnce = (code === "ECONNRESET" || code === "EPIPE") && used < STALE_WITHIN_MS;
    return request.reusedSocket && this.#response === undefined && closedAtOnce;
  }

  #stage(): Stage {
    if (this.#response !== undefined) return "answering";
    const socket = this.#request?.socket;
    if (socket && wasReady(socket)) return "waiting";
    return this.#plan.base.protocol === "https:" ? "encrypting" : "connecting";
  }

  #expire(): void {
    const waited = (this.#connectionAt ?? Number.POSITIVE_INFINITY) - this.#startedAt;
    const crowded = waited > this.#plan.timeoutMs / 2;
    this.#unanswered({
      reason: crowded ? "no-free-connection" : TIMED_OUT_AT[this.#stage()],
      detail: `${this.#plan.timeoutMs} ms`,
    });
    this.#request?.destroy();
  }

  /** Node writes no header that could be taken for two; any other error here is a fault of ours. */
  #refuse(error: unknown): void {
    const code = codeOf(error) ?? "";
    if (!HEADER_CODES.has(code)) throw error;
    this.#unanswered({ reason: "request-invalid", detail: code });
  }

  #unanswered(failure: Failure): void {
    if (!this.#settled) this.#settle({ type: "unanswered", ...failure, durationMs: this.#elapsed() });
  }

  #settle(answer: TargetAnswer): void {
    if (this.#settled) return;
    this.#settled = true;
    clearTimeout(this.#timer);
    this.#resolve(answer);
  }

  #elapsed(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}
