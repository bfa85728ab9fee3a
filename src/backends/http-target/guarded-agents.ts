// The pools of connections. A new connection passes the address guard and has a timeout. A pooled connection goes to an address
// that was checked when it was dialled.

import http from "node:http";
import https from "node:https";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { type Destination, type GuardRules, guardedLookup, refusal } from "./address-guard.ts";
import { AddressRefusedError, ConnectTimeoutError } from "./connect-errors.ts";

interface PoolOptions {
  /** Undefined if all requests go to one destination that the operator chose. */
  readonly rules: GuardRules | undefined;
  /** The timeout of a new connection, lookup and TLS included, in milliseconds. */
  readonly connectTimeoutMs: number;
  readonly agent: https.AgentOptions;
}

type Created = (error: Error | null, socket: Duplex) => void;

/** Connections for plain http, which is limited to ranges that the operator allows. */
export class GuardedHttpAgent extends http.Agent {
  readonly #pool: PoolOptions;

  constructor(pool: PoolOptions) {
    super(pool.agent);
    this.#pool = pool;
  }

  override createConnection(options: http.ClientRequestArgs, created?: Created): Duplex | null | undefined {
    const guarded = guard(options, { port: Number(options.port), onlyAllowed: true }, this.#pool.rules);
    if (guarded instanceof AddressRefusedError) return giveUp(guarded, created);
    return limitTime(super.createConnection(guarded), "connect", this.#pool.connectTimeoutMs);
  }
}

const HTTPS_PORT = 443;

/** Connections for https. */
export class GuardedHttpsAgent extends https.Agent {
  readonly #pool: PoolOptions;

  constructor(pool: PoolOptions) {
    super(pool.agent);
    this.#pool = pool;
  }

  override createConnection(options: https.RequestOptions, created?: Created): Duplex | null | undefined {
    const port = Number(options.port);
    const guarded = guard(options, { port, onlyAllowed: port !== HTTPS_PORT }, this.#pool.rules);
    if (guarded instanceof AddressRefusedError) return giveUp(guarded, created);
    return limitTime(super.createConnection(guarded), "secureConnect", this.#pool.connectTimeoutMs);
  }
}

/** Adds a lookup that checks the addresses of a name. A host that is an address is checked at once. */
function guard<Options extends http.ClientRequestArgs>(
  options: Options,
  destination: Destination,
  rules: GuardRules | undefined,
): Options | AddressRefusedError {
  if (rules === undefined) return options;
  const host = options.host ?? "";
  if (isIP(host) === 0) return { ...options, lookup: guardedLookup(destination, rules) };
  const reason = refusal(host, destination, rules);
  return reason === undefined ? options : new AddressRefusedError(reason);
}

function giveUp(error: AddressRefusedError, created: Created | undefined): undefined {
  // Node's type requires a socket even with an error, but Node itself passes no socket then.
  created?.(error, undefined as unknown as Duplex);
}

type Ready = "connect" | "secureConnect";

const readySockets = new WeakSet<Duplex>();

/** Whether a connection of these pools is or was established. */
export function wasReady(socket: Duplex): boolean {
  return readySockets.has(socket);
}

/** Destroys a connection that is not ready in time. Only a new connection has a timer, so reuse costs nothing. */
function limitTime(socket: Duplex | null | undefined, ready: Ready, timeoutMs: number): Duplex | null | undefined {
  if (!socket) return socket;
  const timer = setTimeout(() => socket.destroy(new ConnectTimeoutError(timeoutMs)), timeoutMs);
  socket.once("close", () => clearTimeout(timer));
  return socket.once(ready, () => {
    clearTimeout(timer);
    readySockets.add(socket);
  });
}
