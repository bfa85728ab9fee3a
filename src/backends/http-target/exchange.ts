// One POST and its answer. Every exchange ends with exactly one TargetAnswer, within the timeout. The request is written to at most
// one connection, because a target may have read it from any connection that it was written to.

import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import { AnswerBody } from "./answer-body.ts";
import type { Agents, RequestBase } from "./destinations.ts";
import type { AnswerHider } from "./excerpt.ts";
import { type Failure, failureOf, headerFailure, isClosed, type Stage, TIMED_OUT_AT } from "./failure.ts";
import { wasReady } from "./guarded-agents.ts";
import { afterReading, isClosing, keep, unusedFor } from "./kept-connections.ts";
import { IDLE_MS, MAX_INTERIM_ANSWERS, STALE_WITHIN_MS, UNUSED_MS } from "./limits.ts";
import { codeOf } from "./resolver.ts";

/** The request, destination and timeout of an exchange. */
interface ExchangePlan {
  readonly base: RequestBase;
  /** Alternating names and values. */
  readonly headers: readonly string[];
  readonly body: string;
  /** From the call to the end of the answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Agents that take nothing from a pool. */
  readonly fresh: Agents;
  /** How the request's secrets are kept out of the excerpt; undefined if the request has no secrets. */
  readonly hider: AnswerHider | undefined;
}

/** A POST in flight. */
export interface RequestInFlight {
  /** Resolves for every behavior of the target; rejects only because of a bug. */
  readonly answer: Promise<TargetAnswer>;
  /** Ends the request now, as `interrupted` if there is no answer yet. */
  interrupt(): void;
}

/** POSTs once. */
export function exchange(plan: ExchangePlan): RequestInFlight {
  const { promise: answer, resolve, reject } = Promise.withResolvers<TargetAnswer>();
  const one = new Exchange(plan, resolve);
  try {
    one.start();
  } catch (error) {
    reject(error);
  }
  return { answer, interrupt: () => one.interrupt() };
}

class Exchange {
  readonly #plan: ExchangePlan;
  readonly #resolve: (answer: TargetAnswer) => void;
  readonly #startedAt = performance.now();
  #timer: NodeJS.Timeout | undefined;
  /** When the pool first returned a connection, which may not be established yet. */
  #connectionAt: number | undefined;
  #request: ClientRequest | undefined;
  #socket: Socket | undefined;
  /** When the request was written to its connection; undefined before. */
  #writtenAt: number | undefined;
  /** The bytes that the connection had read before this request. */
  #readBefore = 0;
  #interimAnswers = 0;
  #response: IncomingMessage | undefined;
  readonly #body = new AnswerBody();
  #settled = false;

  constructor(plan: ExchangePlan, resolve: (answer: TargetAnswer) => void) {
    this.#plan = plan;
    this.#resolve = resolve;
  }

  start(): void {
    this.#timer = setTimeout(() => this.#expire(), this.#plan.timeoutMs);
    this.#open(this.#plan.base);
  }

  #open(base: RequestBase): void {
    let request: ClientRequest;
    try {
      request = httpRequest({ ...base, headers: this.#plan.headers });
    } catch (error) {
      this.#unanswered(headerFailure(error));
      return;
    }
    this.#request = request;
    request.on("socket", (socket) => this.#use(socket, request));
    request.on("information", () => this.#skip(request));
    request.on("response", (response) => this.#read(response, request));
    request.on("upgrade", (response, socket) => {
      socket.destroy();
      if (!this.#isUnasked(request)) this.#answer(response);
    });
    request.on("error", (error) => this.#fail(error, request));
  }

  /** Waits for the connection, and writes nothing to one that its target has closed. */
  #use(socket: Socket, request: ClientRequest): void {
    const now = performance.now();
    this.#connectionAt ??= now;
    this.#socket = socket;
    this.#readBefore = socket.bytesRead;
    const unusedMs = request.reusedSocket ? unusedFor(socket, now) : 0;
    if (unusedMs < UNUSED_MS) this.#write(request, now);
    else if (unusedMs > IDLE_MS || isClosing(socket)) socket.destroy();
    else afterReading(() => this.#write(request, performance.now()));
  }

  #write(request: ClientRequest, now: number): void {
    if (this.#settled || request !== this.#request) return;
    this.#writtenAt = now;
    request.end(this.#plan.body);
  }

  #skip(request: ClientRequest): void {
    this.#readBefore = this.#socket?.bytesRead ?? 0;
    if (++this.#interimAnswers <= MAX_INTERIM_ANSWERS) return;
    this.#unanswered({ reason: "too-many-interim-answers", detail: `over ${MAX_INTERIM_ANSWERS}` });
    request.destroy();
  }

  #read(response: IncomingMessage, request: ClientRequest): void {
    if (this.#isUnasked(request)) return;
    this.#response = response;
    response.on("data", (chunk: Buffer) => {
      if (this.#body.add(chunk)) return;
      this.#answer(response);
      request.destroy();
    });
    response.on("end", () => {
      if (this.#socket !== undefined) keep(this.#socket);
      this.#answer(response);
    });
    response.on("error", (error) => this.#unanswered(failureOf(error, "reading-body")));
  }

  /** Bytes that a target sends over a kept connection before the request do not answer it. They close the connection. */
  #isUnasked(request: ClientRequest): boolean {
    if (this.#writtenAt !== undefined) return false;
    this.#openFresh();
    request.destroy();
    return true;
  }

  #answer({ statusCode = 0, headers }: IncomingMessage): void {
    if (this.#settled) return;
    const retryAfter = headers["retry-after"];
    this.#settle({
      type: "answered",
      status: statusCode,
      excerpt: this.#body.excerpt(headers, this.#plan.hider),
      durationMs: this.#elapsed(),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    });
  }

  #fail(error: Error, request: ClientRequest): void {
    // After a complete answer a failure of the connection does not matter: further bytes are invalid, or exceed the limit.
    if (this.#settled || request !== this.#request || this.#response?.complete) return;
    const stage = this.#stage();
    if (request.reusedSocket && this.#writtenAt === undefined) this.#openFresh();
    else if (request.reusedSocket && this.#isStale(error, stage)) {
      this.#unanswered({ reason: "connection-stale", detail: codeOf(error) ?? "" });
    } else this.#unanswered(failureOf(error, stage));
  }

  #openFresh(): void {
    const { base, fresh } = this.#plan;
    this.#open({ ...base, agent: base.protocol === "https:" ? fresh.https : fresh.http });
  }

  /** Whether the target may have closed a kept connection before the request reached it. */
  #isStale(error: Error, stage: Stage): boolean {
    return stage === "waiting" && isClosed(error) && performance.now() - (this.#writtenAt ?? 0) < STALE_WITHIN_MS;
  }

  #stage(): Stage {
    if (this.#response !== undefined) return "reading-body";
    const socket = this.#socket;
    if (socket && wasReady(socket)) return socket.bytesRead > this.#readBefore ? "reading-head" : "waiting";
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

  interrupt(): void {
    const wasWritten = this.#writtenAt !== undefined;
    const detail = wasWritten ? "The target may have received the request." : "The request had not been sent.";
    this.#unanswered({ reason: "interrupted", detail });
    this.#request?.destroy();
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
