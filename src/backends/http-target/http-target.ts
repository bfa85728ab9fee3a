// POSTs webhooks over HTTP and returns the outcome of each. It follows no redirect, keeps connections for the next request, dials
// public addresses only (address-guard.ts) and classifies every failure (failure.ts).

import type { WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import type { UnansweredReason } from "#core/delivery/reasons.ts";
import type { Listener } from "#core/target/own-listeners.ts";
import type { TargetPolicy } from "#core/target/target-url.ts";
import type { GuardRules } from "./address-guard.ts";
import { type Agents, createDestinations, type UrlDestination } from "./destinations.ts";
import { WITHHELD } from "./excerpt.ts";
import { exchange, type RequestInFlight } from "./exchange.ts";
import { GuardedHttpAgent, GuardedHttpsAgent } from "./guarded-agents.ts";
import { headerList } from "./header-list.ts";
import { CONNECT_TIMEOUT_MS, IDLE_MS, MAX_CONNECTIONS, TOTAL_TIMEOUT_MS } from "./limits.ts";
import { type Lookup, sharedLookup, systemLookup } from "./resolver.ts";
import { secretHiders } from "./secret-texts.ts";

/** How webhooks are sent. */
export interface HttpTargetOptions {
  readonly policy: TargetPolicy;
  /**
   * From the call to the end of the answer, in milliseconds.
   * @default TOTAL_TIMEOUT_MS
   */
  readonly timeoutMs?: number;
  /**
   * The timeout for establishing a connection, including lookup, TCP and TLS, in milliseconds.
   * @default CONNECT_TIMEOUT_MS
   */
  readonly connectTimeoutMs?: number;
  /**
   * Maximum concurrent connections to one origin. Further requests wait for a connection, within their timeout.
   * @default MAX_CONNECTIONS
   */
  readonly maxSockets?: number;
  /** The addresses on which this process listens now. Webhooks are never sent there. */
  readonly ownListeners?: () => readonly Listener[];
  /**
   * Looks up the addresses of a name.
   * @default the system's lookup
   */
  readonly lookup?: Lookup;
  /** The http:// URL of a receiver that gets all requests instead. The Host header still names the host of the request's URL. */
  readonly redirectTo?: string;
  /** Certificate authorities to trust instead of Node's own, in PEM. */
  readonly ca?: string;
}

/** Sends webhooks over HTTP. */
export interface HttpTarget extends WebhookTarget {
  /** Ends all requests in flight, and every later one at once, as `interrupted`. */
  interrupt(): void;
  /** Resolves when all requests in flight have ended and their connections are closed. */
  close(): Promise<void>;
}

/** Creates an HttpTarget. */
export function createHttpTarget(options: HttpTargetOptions): HttpTarget {
  const timeoutMs = options.timeoutMs ?? TOTAL_TIMEOUT_MS;
  const rules = guardRules(options);
  const pooled = createAgents(rules, options, true);
  const fresh = createAgents(rules, options, false);
  const destinationOf = createDestinations(options.policy, pooled, options.redirectTo);
  const hiderOf = secretHiders();
  const inFlight = new Set<RequestInFlight>();
  let interrupted = false;

  return {
    post(request) {
      const destination = destinationOf(request.url);
      if (!destination.ok) return Promise.resolve(refused(destination));
      const { base, hostHeader } = destination;
      const { body, hidden = [], showAnswer = false } = request;
      const headers = headerList(request, hostHeader);
      if (!headers.ok) return Promise.resolve(unsent("request-invalid", headers.framing));
      const ofSecrets = showAnswer ? () => hiderOf(hidden) : WITHHELD;
      const hider = hidden.length === 0 ? undefined : ofSecrets;
      if (interrupted) return Promise.resolve(unsent("interrupted", "The request had not been sent."));
      const one = exchange({ base, headers: headers.list, body, timeoutMs, fresh, hider });
      const ended = () => inFlight.delete(one);
      inFlight.add(one);
      one.answer.then(ended, ended);
      return one.answer;
    },
    interrupt() {
      interrupted = true;
      for (const one of inFlight) one.interrupt();
    },
    async close() {
      await Promise.allSettled([...inFlight].map(({ answer }) => answer));
      for (const agent of [pooled.http, pooled.https, fresh.http, fresh.https]) agent.destroy();
    },
  };
}

/** Undefined with `redirectTo`, because then the address in `redirectTo` is the only one that is dialled. */
function guardRules(options: HttpTargetOptions): GuardRules | undefined {
  const { policy, ownListeners = () => [], lookup = systemLookup, redirectTo } = options;
  return redirectTo === undefined ? { policy, ownListeners, lookup: sharedLookup(lookup) } : undefined;
}

function createAgents(rules: GuardRules | undefined, options: HttpTargetOptions, keepAlive: boolean): Agents {
  const connectTimeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
  const agent = {
    keepAlive,
    maxSockets: keepAlive ? (options.maxSockets ?? MAX_CONNECTIONS) : Number.POSITIVE_INFINITY,
    timeout: IDLE_MS,
    // Node tries a name's addresses one after the other, each except the last for this long: https://nodejs.org/api/net.html,
    // "autoSelectFamilyAttemptTimeout". Node's default of 250 ms is too short for a distant target.
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: Math.max(10, Math.floor(connectTimeoutMs / 3)),
    // Explicit, so that NODE_TLS_REJECT_UNAUTHORIZED and NODE_OPTIONS can't change them.
    rejectUnauthorized: true,
    minVersion: "TLSv1.2" as const,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  };
  const pool = { rules, connectTimeoutMs, agent };
  return { http: new GuardedHttpAgent(pool), https: new GuardedHttpsAgent(pool) };
}

function refused({ isAddress, message }: UrlDestination & { readonly ok: false }): TargetAnswer {
  return unsent(isAddress ? "address-refused" : "url-refused", message);
}

function unsent(reason: UnansweredReason, detail: string): TargetAnswer {
  return { type: "unanswered", reason, detail, durationMs: 0 };
}
